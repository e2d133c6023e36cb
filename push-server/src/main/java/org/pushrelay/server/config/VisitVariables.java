package org.pushrelay.server.config;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
          entry("nchan_channel_ids", visit -> ChannelNames.withoutGroups(visit.channels())),
          entry("nchan_channel_id", visit -> channel(visit, 0)),
          entry("nchan_channel_id1", visit -> channel(visit, 0)),
          entry("nchan_channel_id2", visit -> channel(visit, 1)),
          entry("nchan_channel_id3", visit -> channel(visit, 2)),
          entry("nchan_channel_id4", visit -> channel(visit, 3)));

  private VisitVariables() {}

  static Set<String> names() {
    return VALUES.keySet();
  }

  /** Returns the value of a variable for a visit; null if it is not one of a visit. */
  public static @Nullable String value(Visit visit, String name) {
    Function<Visit, String> value = VALUES.get(name);
    return value == null ? null : value.apply(visit);
  }

  private static boolean subscribes(Visit visit) {
    return visit.role() == Visit.Role.SUBSCRIBER;
  }

  /** The name of one of the channels, as it is. */
  private static String channel(Visit visit, int index) {
    List<ChannelId> channels = visit.channels();
    return index < channels.size() ? channels.get(index).name() : "";
  }
}
