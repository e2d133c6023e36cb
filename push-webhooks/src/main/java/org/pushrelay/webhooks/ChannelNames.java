package org.pushrelay.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names of channels as a header field can carry them. */
public final class ChannelNames {

  private ChannelNames() {}

  /**
   * The names with a comma between them. What is no visible ASCII, a comma, or a percent sign
   * within one is percent-encoded: different names never look the same to the application.
   */
  public static String of(Collection<String> names) {
    return names.stream().map(ChannelNames::encoded).collect(Collectors.joining(","));
  }

  private static String encoded(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (byte b : name.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c <= ' ' || c >= 0x7f || c == '%' || c == ',') {
        text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
