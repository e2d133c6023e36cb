package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.subscriber.StreamPolicy;

/**
 * How an endpoint writes streams.
 *
 * @param policy how far a subscriber may be behind, and how often it hears a heartbeat
 * @param ping the heartbeat of event streams
 * @param event the name that all events have; empty for the name that the publisher gave (Nchan:
 *     {@code nchan_eventsource_event})
 * @param separator what stands behind each message of a raw stream (Nchan: {@code
 *     nchan_subscriber_http_raw_stream_separator})
 * @param pollBatch how many messages a response to a poll has
 * @param webSockets how WebSockets are spoken; they have pings instead of heartbeats
 */
public record StreamConfig(
    StreamPolicy policy,
    Ping ping,
    Optional<String> event,
    String separator,
    PollBatch pollBatch,
    WebSocketConfig webSockets) {

  /** A heartbeat after 20 seconds, event names as published, raw messages apart by a line feed. */
  public static final StreamConfig DEFAULT =
      new StreamConfig(
          StreamPolicy.DEFAULT.withHeartbeat(Duration.ofSeconds(20)),
          new Ping("", "", ""),
          Optional.empty(),
          "\n",
          PollBatch.ONE,
          WebSocketConfig.DEFAULT);

  /** Checks the event name. */
  public StreamConfig {
    requireNonNull(policy, "policy");
    requireNonNull(ping, "ping");
    requireNonNull(separator, "separator");
    requireNonNull(pollBatch, "pollBatch");
    requireNonNull(webSockets, "webSockets");
    event.ifPresent(
        name -> checkArgument(MessageDraft.isEvent(name), "event: has a control character"));
  }

  /** The same with another policy. */
  public StreamConfig withPolicy(StreamPolicy value) {
    return new StreamConfig(value, ping, event, separator, pollBatch, webSockets);
  }

  /** The same with another heartbeat. */
  public StreamConfig withPing(Ping value) {
    return new StreamConfig(policy, value, event, separator, pollBatch, webSockets);
  }

  /** The same with this name for all events. */
  public StreamConfig withEvent(String name) {
    return new StreamConfig(policy, ping, Optional.of(name), separator, pollBatch, webSockets);
  }

  /** The same with another separator. */
  public StreamConfig withSeparator(String value) {
    return new StreamConfig(policy, ping, event, value, pollBatch, webSockets);
  }

  /** The same with answers to polls that have one message, or all that are there. */
  public StreamConfig withPollBatch(PollBatch value) {
    return new StreamConfig(policy, ping, event, separator, value, webSockets);
  }

  /** The same with WebSockets spoken another way. */
  public StreamConfig withWebSockets(WebSocketConfig value) {
    return new StreamConfig(policy, ping, event, separator, pollBatch, value);
  }

  /**
   * What a heartbeat of an event stream is made of; with all three empty, it is an empty comment.
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
}
