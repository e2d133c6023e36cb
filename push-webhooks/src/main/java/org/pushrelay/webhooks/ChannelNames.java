package org.pushrelay.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.pushrelay.channel.ChannelId;

/** Channels as a header field can carry them: two of them never look the same. */
public final class ChannelNames {

  private ChannelNames() {}

  /**
   * The channels with a comma between them, each its group and its name with a slash between them;
   * a channel without a group has no slash. What is no visible ASCII, a comma, a percent sign, or a
   * slash of a group or of a name without one is percent-encoded.
   */
  public static String of(Collection<ChannelId> channels) {
    return channels.stream().map(ChannelNames::whole).collect(Collectors.joining(","));
  }

  /**
   * Returns the names of the channels without their groups, and with slashes as they are, for
   * applications that know the group (Nchan: {@code $nchan_channel_id}).
   */
  public static String withoutGroups(Collection<ChannelId> channels) {
    return channels.stream().map(id -> encoded(id.name(), false)).collect(Collectors.joining(","));
  }

  private static String whole(ChannelId id) {
    return id.group().isEmpty()
        ? encoded(id.name(), true)
        : encoded(id.group(), true) + '/' + encoded(id.name(), false);
  }

  private static String encoded(String part, boolean slashes) {
    StringBuilder text = new StringBuilder(part.length());
    for (byte b : part.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if (c <= ' ' || c >= 0x7f || c == '%' || c == ',' || (slashes && c == '/')) {
        text.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
