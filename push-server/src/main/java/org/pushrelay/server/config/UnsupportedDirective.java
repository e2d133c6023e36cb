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
record UnsupportedDirective(boolean refused, String message, String group) {
  UnsupportedDirective {
    requireNonNull(message, "message");
    requireNonNull(group, "group");
  }

  static UnsupportedDirective ignored(String why) {
    return new UnsupportedDirective(false, "has no effect: " + why, "");
  }

  static UnsupportedDirective refused(String why) {
    return new UnsupportedDirective(true, "is not supported: " + why, "");
  }
}
