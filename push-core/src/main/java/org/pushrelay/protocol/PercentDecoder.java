package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Percent-decoding of a part of a URI (RFC 3986, 2.1), strict: what cannot be decoded to UTF-8 is
 * refused.
 */
final class PercentDecoder {

  private PercentDecoder() {}

  /**
   * Decodes once.
   *
   * @param plusIsSpace whether a plus stands for a blank, as in a form's query
   */
  static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0 && (!plusIsSpace || text.indexOf('+') < 0)) {
      return text;
    }
    byte[] in = text.getBytes(UTF_8);
    byte[] out = new byte[in.length];
    int size = 0;
    for (int i = 0; i < in.length; i++) {
      if (in[i] == '%') {
        out[size++] = octet(text, in, i);
        i += 2;
      } else {
        out[size++] = plusIsSpace && in[i] == '+' ? (byte) ' ' : in[i];
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(out, 0, size)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("'" + text + "' (expected: percent-encoded UTF-8)", e);
    }
  }

  private static byte octet(String text, byte[] in, int percent) {
    int high = percent + 1 < in.length ? Character.digit(in[percent + 1], 16) : -1;
    int low = percent + 2 < in.length ? Character.digit(in[percent + 2], 16) : -1;
    if (high < 0 || low < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' (expected: two hexadecimal digits after each %)");
    }
    return (byte) (high << 4 | low);
  }
}
