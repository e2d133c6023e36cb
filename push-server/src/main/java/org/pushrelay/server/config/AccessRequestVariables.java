package org.pushrelay.server.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.hook.AccessRequest;

/**
 * The variables of a request that an endpoint has looked at, for hooks and for the list of
 * subscribers. This is the only place that names them.
 */
public final class AccessRequestVariables {
  private static final Map<String, Function<AccessRequest, String>> VALUES = new HashMap<>();

  static {
    VALUES.put(
        "nchan_subscriber_type",
        accessRequest -> subscribes(accessRequest) ? accessRequest.kind() : "");
    VALUES.put(
        "nchan_publisher_type",
        accessRequest -> subscribes(accessRequest) ? "" : accessRequest.kind());
    VALUES.put("nchan_message_id", AccessRequest::messageId);
    VALUES.put("nchan_prev_message_id", AccessRequest::messageId);
    for (String name : ChannelVariables.names()) {
      VALUES.put(name, accessRequest -> ChannelVariables.value(name, accessRequest.channels()));
    }
  }

  private AccessRequestVariables() {}

  static Set<String> names() {
    return VALUES.keySet();
  }

  /** Returns the value of a variable for a visit; null if it is not one of a visit. */
  public static @Nullable String value(AccessRequest accessRequest, String name) {
    Function<AccessRequest, String> value = VALUES.get(name);
    return value == null ? null : value.apply(accessRequest);
  }

  private static boolean subscribes(AccessRequest accessRequest) {
    return accessRequest.role() == AccessRequest.Role.SUBSCRIBER;
  }
}
