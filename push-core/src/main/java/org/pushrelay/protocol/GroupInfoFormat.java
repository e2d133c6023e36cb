package org.pushrelay.protocol;

import java.util.Locale;
import org.pushrelay.channel.GroupInfo;

/** Group info as text, each format byte for byte as Nchan writes it. */
final class GroupInfoFormat {
  private static final String PLAIN =
      """
      channels: %d
      subscribers: %d
      messages: %d
      shared memory used by messages: %d bytes
      disk space used by messages: %d bytes
      limits:
        max channels: %d
        max subscribers: %d
        max messages: %d
        max messages shared memory: %d
        max messages disk space: %d
      """;

  private static final String JSON =
      """
      {
        "channels": %d,
        "subscribers": %d,
        "messages": %d,
        "messages_memory": %d,
        "messages_disk": %d,
        "limits": {
          "channels": %d,
          "subscribers": %d,
          "messages": %d,
          "messages_memory": %d,
          "messages_disk": %d
        }
      }\
      """;

  private static final String YAML =
      """
      ---
      channels: %d
      subscribers: %d
      messages: %d
      messages_memory: %d
      messages_disk: %d
      limits:
        channels: %d
        subscribers: %d
        messages: %d
        messages_memory: %d
        messages_disk: %d

      """;

  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8" ?>
      <group>
        <channels>%d</channels>
        <subscribers>%d</subscribers>
        <messages>%d</messages>
        <messages_memory>%d</messages_memory>
        <messages_disk>%d</messages_disk>
        <limits>
          <channels>%d</channels>
          <subscribers>%d</subscribers>
          <messages>%d</messages>
          <messages_memory>%d</messages_memory>
          <messages_disk>%d</messages_disk>
        </limits>
      </group>\
      """;

  private GroupInfoFormat() {}

  static String write(GroupInfo group, ChannelInfoFormat format) {
    return String.format(
            Locale.ROOT,
            template(format),
            group.channels(),
            group.subscribers(),
            group.stored().messages(),
            group.stored().memory(),
            group.stored().disk(),
            group.limits().maxChannels(),
            group.limits().maxSubscribers(),
            group.limits().maxMessages(),
            group.limits().maxMemory(),
            group.limits().maxDisk())
        .replace("\n", "\r\n");
  }

  private static String template(ChannelInfoFormat format) {
    return switch (format) {
      case PLAIN -> PLAIN;
      case JSON -> JSON;
      case YAML -> YAML;
      case XML -> XML;
    };
  }
}
