package org.pushrelay.server.config;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.webhooks.ChannelNames;

/** The variables that name the channels of a request. This is the only place that names them. */
final class ChannelVariables {
  private static final Map<String, Function<List<ChannelId>, String>> VALUES =
      Map.ofEntries(
          entry("nchan_channel_id", channels -> name(channels, 0)),
          entry("nchan_channel_id1", channels -> name(channels, 0)),
          entry("nchan_channel_id2", channels -> name(channels, 1)),
          entry("nchan_channel_id3", channels -> name(channels, 2)),
          entry("nchan_channel_id4", channels -> name(channels, 3)),
          entry("nchan_channel_ids", ChannelNames::withoutGroups));

  private ChannelVariables() {}

  static Set<String> names() {
    return VALUES.keySet();
  }

  /** Returns the value of one of these variables; that of a channel is its name as it is. */
  static String value(String name, List<ChannelId> channels) {
    Function<List<ChannelId>, String> value = VALUES.get(name);
    return value == null ? "" : value.apply(channels);
  }

  private static String name(List<ChannelId> channels, int index) {
    return index < channels.size() ? channels.get(index).name() : "";
  }
}
