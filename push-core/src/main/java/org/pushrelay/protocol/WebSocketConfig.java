package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How an endpoint speaks over WebSockets.
 *
 * @param pingInterval after what silence the client is asked whether it is there; zero is never
 *     (Nchan: {@code nchan_websocket_ping_interval})
 * @param clientHeartbeat what the client may ask in its turn, since scripts in browsers cannot send
 *     pings
 * @param deflateLevel how hard messages are compressed for clients that offer to decompress them
 *     (RFC 7692), from 1 to 9; 0 is not at all (Nchan: {@code
 *     nchan_permessage_deflate_compression_level}). Where publishers compress ({@link
 *     WireProfile.Trait#PUBLISHER_DEFLATES}), that of the publisher's endpoint counts
 * @param deflateFrom messages of fewer bytes are not compressed
 */
public record WebSocketConfig(
    Duration pingInterval,
    Optional<ClientHeartbeat> clientHeartbeat,
    int deflateLevel,
    int deflateFrom) {

  /** A ping after 20 seconds, no heartbeat of the client's, no compression. */
  public static final WebSocketConfig DEFAULT =
      new WebSocketConfig(Duration.ofSeconds(20), Optional.empty(), 0, 256);

  /** Checks the ranges. */
  public WebSocketConfig {
    checkArgument(!pingInterval.isNegative(), "pingInterval: %s (expected: >= 0)", pingInterval);
    requireNonNull(clientHeartbeat, "clientHeartbeat");
    checkArgument(
        deflateLevel >= 0 && deflateLevel <= 9,
        "deflateLevel: %s (expected: 0 to 9)",
        deflateLevel);
    checkArgument(deflateFrom >= 0, "deflateFrom: %s (expected: >= 0)", deflateFrom);
  }

  /** The same with another interval; zero is no pings. */
  public WebSocketConfig withPingInterval(Duration value) {
    return new WebSocketConfig(value, clientHeartbeat, deflateLevel, deflateFrom);
  }

  /** The same with a heartbeat of the client's. */
  public WebSocketConfig withClientHeartbeat(String question, String response) {
    return new WebSocketConfig(
        pingInterval,
        Optional.of(new ClientHeartbeat(question, response)),
        deflateLevel,
        deflateFrom);
  }

  /** The same with messages compressed this hard; 0 is not at all. */
  public WebSocketConfig withDeflateLevel(int value) {
    return new WebSocketConfig(pingInterval, clientHeartbeat, value, deflateFrom);
  }

  /** The same with messages compressed from this size on. */
  public WebSocketConfig withDeflateFrom(int bytes) {
    return new WebSocketConfig(pingInterval, clientHeartbeat, deflateLevel, bytes);
  }

  /** Whether messages are compressed. */
  boolean deflates() {
    return deflateLevel > 0;
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
}
