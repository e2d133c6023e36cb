package org.pushrelay.server.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.Visit;

/**
 * The variables of a request that an endpoint has looked at, for hooks and for the list of
 * subscribers. This is the only place that names them.
 */
public final class VisitVariables {
  private static final Map<String, Function<Visit, String>> VALUES = new HashMap<>();

  static {
    VALUES.put("nchan_subscriber_type", visit -> subscribes(visit) ? visit.kind() : "");
    VALUES.put("nchan_publisher_type", visit -> subscribes(visit) ? "" : visit.kind());
    VALUES.put("nchan_message_id", Visit::messageId);
    VALUES.put("nchan_prev_message_id", Visit::messageId);
    for (String name : ChannelVariables.names()) {
      VALUES.put(name, visit -> ChannelVariables.value(name, visit.channels()));
    }
  }

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
}
