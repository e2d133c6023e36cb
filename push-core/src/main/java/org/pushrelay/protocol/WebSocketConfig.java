package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How an endpoint speaks over WebSockets. */
public final class WebSocketConfig {
  /** All defaults: a ping after 20 seconds, no heartbeat of the client's, no compression. */
  public static final WebSocketConfig DEFAULT = builder().build();

  private final Duration pingInterval;
  private final Optional<ClientHeartbeat> clientHeartbeat;
  private final int deflateLevel;
  private final int deflateFrom;

  private WebSocketConfig(Builder builder) {
    this.pingInterval = builder.pingInterval;
    this.clientHeartbeat = builder.clientHeartbeat;
    this.deflateLevel = builder.deflateLevel;
    this.deflateFrom = builder.deflateFrom;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.pingInterval = pingInterval;
    builder.clientHeartbeat = clientHeartbeat;
    builder.deflateLevel = deflateLevel;
    builder.deflateFrom = deflateFrom;
    return builder;
  }

  /** Returns after which silence the client gets a ping; zero is never. */
  public Duration pingInterval() {
    return pingInterval;
  }

  /**
   * Returns the heartbeat that the client may ask for, since scripts in browsers cannot send pings;
   * empty if there is none.
   */
  public Optional<ClientHeartbeat> clientHeartbeat() {
    return clientHeartbeat;
  }

  /** Returns how hard messages are compressed, from 1 to 9; 0 is not at all. */
  public int deflateLevel() {
    return deflateLevel;
  }

  /** Returns from which size in bytes messages are compressed. */
  public int deflateFrom() {
    return deflateFrom;
  }

  /** Returns whether messages are compressed. */
  boolean deflates() {
    return deflateLevel > 0;
  }

  private List<Object> values() {
    return List.of(pingInterval, clientHeartbeat, deflateLevel, deflateFrom);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WebSocketConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "WebSocketConfig" + values();
  }

  /**
   * A ping made of text (Nchan: {@code nchan_websocket_client_heartbeat}).
   *
   * @param question what the client sends; it is never published
   * @param response what it gets
   */
  public record ClientHeartbeat(String question, String response) {
    /** Checks that there is a question. */
    public ClientHeartbeat {
      checkArgument(!question.isEmpty(), "question: empty (expected: a text)");
      requireNonNull(response, "response");
    }
  }

  /** Collects the settings of a {@link WebSocketConfig}. One thread at a time. */
  public static final class Builder {
    private Duration pingInterval = Duration.ofSeconds(20);
    private Optional<ClientHeartbeat> clientHeartbeat = Optional.empty();
    private int deflateLevel = 0;
    private int deflateFrom = 256;

    private Builder() {}

    /**
     * Sets after which silence the client gets a ping; 20 seconds by default, zero is never (Nchan:
     * {@code nchan_websocket_ping_interval}).
     */
    public Builder pingInterval(Duration value) {
      checkArgument(!value.isNegative(), "pingInterval: %s (expected: >= 0)", value);
      pingInterval = requireNonNull(value, "pingInterval");
      return this;
    }

    /**
     * Sets how hard messages are compressed for clients that offer to decompress them (RFC 7692),
     * from 1 to 9; 0, the default, is not at all (Nchan: {@code
     * nchan_permessage_deflate_compression_level}). Where publishers compress ({@link
     * WireProfile.Trait#PUBLISHER_DEFLATES}), the level of the publisher endpoint counts.
     */
    public Builder deflateLevel(int value) {
      checkArgument(value >= 0 && value <= 9, "deflateLevel: %s (expected: 0 to 9)", value);
      deflateLevel = value;
      return this;
    }

    /** Sets from which size in bytes messages are compressed; 256 by default. */
    public Builder deflateFrom(int value) {
      checkArgument(value >= 0, "deflateFrom: %s (expected: >= 0)", value);
      deflateFrom = value;
      return this;
    }

    /**
     * Sets the heartbeat that the client may ask for; none by default (Nchan: {@code
     * nchan_websocket_client_heartbeat}).
     *
     * @param question what the client sends; it is never published
     * @param response what the client gets
     */
    public Builder clientHeartbeat(String question, String response) {
      clientHeartbeat = Optional.of(new ClientHeartbeat(question, response));
      return this;
    }

    /** Returns the settings. */
    public WebSocketConfig build() {
      return new WebSocketConfig(this);
    }
  }
}
