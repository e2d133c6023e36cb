package org.pushrelay.server.config;

import static java.util.Objects.requireNonNull;

/**
 * What becomes of a directive that the relay does not honour.
 *
 * @param refused whether the configuration is refused for it; else it is ignored with a note
 * @param message what is said of it, behind its name
 * @param group the feature that it belongs to, of which one directive is reported in each block;
 *     empty if it is reported for itself
 */
record Foreign(boolean refused, String message, String group) {
  Foreign {
    requireNonNull(message, "message");
    requireNonNull(group, "group");
  }

  static Foreign ignored(String why) {
    return new Foreign(false, "has no effect: " + why, "");
  }

  static Foreign refused(String why) {
    return new Foreign(true, "is not supported: " + why, "");
  }
}
