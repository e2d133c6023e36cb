package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.StreamPolicy;

/** How an endpoint writes streams. */
public final class StreamConfig {
  /** All defaults: a heartbeat after 20 seconds, raw messages apart by a line feed. */
  public static final StreamConfig DEFAULT = builder().build();

  private final StreamPolicy policy;
  private final Ping ping;
  private final Optional<String> event;
  private final String separator;
  private final PollResponseMode pollResponseMode;

  private StreamConfig(Builder builder) {
    this.policy = builder.policy.build();
    this.ping = builder.ping;
    this.event = builder.event;
    this.separator = builder.separator;
    this.pollResponseMode = builder.pollResponseMode;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.policy = policy.toBuilder();
    builder.ping = ping;
    builder.event = event;
    builder.separator = separator;
    builder.pollResponseMode = pollResponseMode;
    return builder;
  }

  /** Returns how far a subscriber may be behind, and how often it gets a heartbeat. */
  public StreamPolicy policy() {
    return policy;
  }

  /** Returns the heartbeat of event streams. */
  public Ping ping() {
    return ping;
  }

  /** Returns the name that all events have; empty if each has the name that its publisher gave. */
  public Optional<String> event() {
    return event;
  }

  /** Returns what stands behind each message of a raw stream. */
  public String separator() {
    return separator;
  }

  /** Returns how many messages a response to a poll has. */
  public PollResponseMode pollResponseMode() {
    return pollResponseMode;
  }

  private List<Object> values() {
    return List.of(policy, ping, event, separator, pollResponseMode);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "StreamConfig" + values();
  }

  /**
   * The content of a heartbeat of an event stream; with all three empty, it is an empty comment.
   *
   * @param comment a comment line (Nchan: {@code nchan_eventsource_ping_comment}); empty for none
   * @param event the name of an event (Nchan: {@code nchan_eventsource_ping_event}); empty for none
   * @param data its data (Nchan: {@code nchan_eventsource_ping_data})
   */
  public record Ping(String comment, String event, String data) {
    /** Checks that each is one line. */
    public Ping {
      for (String line : new String[] {comment, event, data}) {
        checkArgument(
            line.indexOf('\n') < 0 && line.indexOf('\r') < 0,
            "ping: %s (expected: one line)",
            line);
      }
    }
  }

  /** Collects the settings of a {@link StreamConfig}. One thread at a time. */
  public static final class Builder {
    private StreamPolicy.Builder policy = StreamPolicy.builder();
    private Ping ping = new Ping("", "", "");
    private Optional<String> event = Optional.empty();
    private String separator = "\n";
    private PollResponseMode pollResponseMode = PollResponseMode.ONE;

    private Builder() {}

    /** Sets the heartbeat of event streams; an empty comment by default. */
    public Builder ping(Ping value) {
      ping = requireNonNull(value, "ping");
      return this;
    }

    /**
     * Sets the name that all events have; by default each has the name that its publisher gave
     * (Nchan: {@code nchan_eventsource_event}).
     */
    public Builder event(String value) {
      checkArgument(MessageDraft.isEvent(value), "event: has a control character");
      event = Optional.of(value);
      return this;
    }

    /**
     * Sets what stands behind each message of a raw stream; a line feed by default (Nchan: {@code
     * nchan_subscriber_http_raw_stream_separator}).
     */
    public Builder separator(String value) {
      separator = requireNonNull(value, "separator");
      return this;
    }

    /** Sets how many messages a response to a poll has; one by default. */
    public Builder pollResponseMode(PollResponseMode value) {
      pollResponseMode = requireNonNull(value, "pollBatch");
      return this;
    }

    /** Replaces all settings of the policy. */
    public Builder policy(StreamPolicy value) {
      policy = value.toBuilder();
      return this;
    }

    /** Sets after which silence a stream has a heartbeat; 20 seconds by default, zero is never. */
    public Builder heartbeat(Duration value) {
      policy.heartbeat(value);
      return this;
    }

    /**
     * Sets how far a subscriber may be behind, on each of its channels: by how many messages that
     * the channel no longer keeps (10,000 by default), and by how many bytes of their bodies if
     * there are several (1 MiB by default).
     */
    public Builder maxLag(int messages, long bytes) {
      policy.maxLag(messages, bytes);
      return this;
    }

    /** Sets what happens to a subscriber that is farther behind; its stream ends by default. */
    public Builder onLag(StreamPolicy.OnLag value) {
      policy.onLag(value);
      return this;
    }

    /**
     * Sets whether a stream of several channels ends when one of them is deleted, as with Nchan; by
     * default it ends with the last one.
     */
    public Builder endsWithOneChannel(boolean value) {
      policy.endsWithOneChannel(value);
      return this;
    }

    /** Returns the settings. */
    public StreamConfig build() {
      return new StreamConfig(this);
    }
  }
}
