package org.pushrelay.netty;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much a connection may take, and how long. While a request is held, only its endpoint says how
 * long that is.
 *
 * @param headBytes how many bytes the head of a request may have, and its first line; else 431, 414
 * @param head how long the head of a request may take from its first byte, or from the connection's
 *     beginning; and how long the handshake of TLS may take before that
 * @param body how long may pass between two pieces of a request's body
 * @param keepAlive how long a connection may be silent between two requests; zero closes it after
 *     each response
 * @param send how long a client may take nothing of a response that is being sent
 */
public record ConnectionLimits(
    int headBytes, Duration head, Duration body, Duration keepAlive, Duration send) {

  /** 16 KiB, 30 seconds for heads and between pieces of a body, 75 of silence, 60 for sending. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(
          16 * 1024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(60));

  /** Checks the ranges. */
  public ConnectionLimits {
    check(headBytes >= 256, "headBytes", headBytes, ">= 256");
    requireNonNull(head, "head");
    requireNonNull(body, "body");
    requireNonNull(keepAlive, "keepAlive");
    requireNonNull(send, "send");
    check(isPositive(head), "head", head, "> 0");
    check(isPositive(body), "body", body, "> 0");
    check(!keepAlive.isNegative(), "keepAlive", keepAlive, ">= 0");
    check(isPositive(send), "send", send, "> 0");
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void check(boolean good, String name, Object value, String expected) {
    if (!good) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }

  /** Returns a copy with the given length of heads. */
  public ConnectionLimits withHeadBytes(int value) {
    return new ConnectionLimits(value, head, body, keepAlive, send);
  }

  /** Returns a copy with the given time for heads. */
  public ConnectionLimits withHead(Duration value) {
    return new ConnectionLimits(headBytes, value, body, keepAlive, send);
  }

  /** Returns a copy with the given time between two pieces of a body. */
  public ConnectionLimits withBody(Duration value) {
    return new ConnectionLimits(headBytes, head, value, keepAlive, send);
  }

  /**
   * Returns a copy with the given silence between two requests; zero closes the connection after
   * each response.
   */
  public ConnectionLimits withKeepAlive(Duration value) {
    return new ConnectionLimits(headBytes, head, body, value, send);
  }

  /** Returns a copy with the given time to wait for clients that do not read their responses. */
  public ConnectionLimits withSend(Duration value) {
    return new ConnectionLimits(headBytes, head, body, keepAlive, value);
  }
}
