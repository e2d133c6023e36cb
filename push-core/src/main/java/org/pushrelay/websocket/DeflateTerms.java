package org.pushrelay.websocket;

/**
 * What both sides agreed upon about compression.
 *
 * @param windowBits the logarithm of how far back a compressed message of ours may refer
 * @param answer how the answer to the handshake says it
 */
public record DeflateTerms(int windowBits, String answer) {
  static final int MAX_WINDOW_BITS = 15;

  /** Whether a message of this length may be sent compressed. */
  public boolean allow(int length) {
    return windowBits == MAX_WINDOW_BITS || length <= 1 << windowBits;
  }
}
