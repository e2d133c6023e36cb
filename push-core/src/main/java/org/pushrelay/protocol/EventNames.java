package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Utf8;

/** The names of events. */
final class EventNames {
  /** Says that messages are missing. It is ours: no publisher may say that. */
  static final String GAP = "push-gap";

  private EventNames() {}

  /** A header's value comes as ISO 8859-1, and is UTF-8 where a publisher sent that. */
  static String ofHeader(String value) {
    byte[] bytes = value.getBytes(ISO_8859_1);
    return Utf8.isWellFormed(bytes) ? new String(bytes, UTF_8) : value;
  }
}
