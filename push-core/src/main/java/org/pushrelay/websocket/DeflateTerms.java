package org.pushrelay.websocket;

/**
 * What both sides agreed upon about compression.
 *
 * @param perFrame whether the client compresses each frame, referring back to those before it, and
 *     gets frames that are not compressed ({@code deflate-frame}); else both sides may compress
 *     each message for itself (RFC 7692)
 * @param windowBits the logarithm of how far back a compressed message of ours may refer, or a
 *     frame of the client if it compresses each of them
 * @param response how the response to the handshake says it
 */
public record DeflateTerms(boolean perFrame, int windowBits, String response) {
  static final int MAX_WINDOW_BITS = 15;

  /** Whether a message of this length may be sent compressed. */
  public boolean allow(int length) {
    return !perFrame && (windowBits == MAX_WINDOW_BITS || length <= 1 << windowBits);
  }

  /**
   * Whether a message of any length may be sent if it is compressed for a window of {@link
   * Deflate#NARROW_BITS}.
   */
  public boolean allowNarrow() {
    return !perFrame && windowBits >= Deflate.NARROW_BITS;
  }
}
