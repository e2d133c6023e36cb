package org.pushrelay.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a message says of itself: by it a subscriber knows whether it should have got it now.
 *
 * @param run the run that published it
 * @param channel the number of its channel
 * @param sequence its place in the channel, from 0
 * @param number its place in the run, from 0
 * @param nanos when it was sent, or in an open loop was due, by {@link System#nanoTime}
 */
record Stamp(int run, int channel, int sequence, int number, long nanos) {
  /** How long a message is at least. */
  static final int BYTES = 48;

  private static final HexFormat HEX = HexFormat.of();

  /** As the body of a message, filled up to a size. */
  byte[] body(int size) {
    String text =
        HEX.toHexDigits(run)
            + HEX.toHexDigits(channel)
            + HEX.toHexDigits(sequence)
            + HEX.toHexDigits(number)
            + HEX.toHexDigits(nanos);
    byte[] body = Arrays.copyOf(text.getBytes(ISO_8859_1), size);
    Arrays.fill(body, BYTES, size, (byte) '.');
    return body;
  }

  /** The stamp of a body; empty if it has none, or not this size. */
  static Optional<Stamp> of(ByteBuffer body, int size) {
    if (body.remaining() != size) {
      return Optional.empty();
    }
    String text = new String(body.array(), body.arrayOffset() + body.position(), BYTES, ISO_8859_1);
    try {
      return Optional.of(
          new Stamp(
              HexFormat.fromHexDigits(text, 0, 8),
              HexFormat.fromHexDigits(text, 8, 16),
              HexFormat.fromHexDigits(text, 16, 24),
              HexFormat.fromHexDigits(text, 24, 32),
              HexFormat.fromHexDigitsToLong(text, 32, 48)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
