package org.pushrelay.server.config;

import static java.util.Map.entry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.hook.Visit;
import org.pushrelay.webhooks.ChannelNames;

/**
 * The variables of a request that an endpoint has looked at, for hooks and for the list of
 * subscribers. This is the only place that names them.
 */
public final class VisitVariables {
  private static final Map<String, Function<Visit, String>> VALUES =
      Map.ofEntries(
          entry("nchan_subscriber_type", visit -> subscribes(visit) ? visit.kind() : ""),
          entry("nchan_publisher_type", visit -> subscribes(visit) ? "" : visit.kind()),
          entry("nchan_message_id", Visit::messageId),
          entry("nchan_prev_message_id", Visit::messageId),
          entry("nchan_channel_id", visit -> ChannelNames.withoutGroups(visit.channels())),
          entry("nchan_channel_id1", visit -> channel(visit, 0)),
          entry("nchan_channel_id2", visit -> channel(visit, 1)),
          entry("nchan_channel_id3", visit -> channel(visit, 2)),
          entry("nchan_channel_id4", visit -> channel(visit, 3)));

  private VisitVariables() {}

  static Set<String> names() {
    return VALUES.keySet();
  }

  /** The values for a visit, by their names. */
  public static Map<String, String> of(Visit visit) {
    Map<String, String> values = new TreeMap<>();
    VALUES.forEach((name, value) -> values.put(name, value.apply(visit)));
    return Collections.unmodifiableMap(values);
  }

  private static boolean subscribes(Visit visit) {
    return visit.role() == Visit.Role.SUBSCRIBER;
  }

  private static String channel(Visit visit, int index) {
    List<ChannelId> channels = visit.channels();
    return index < channels.size()
        ? ChannelNames.withoutGroups(channels.subList(index, index + 1))
        : "";
  }
}
