package org.pushrelay.examples.control;

import java.util.Locale;

/** What a machine says of itself. */
enum MachineState {
  STOPPED,
  RUNNING,
  FAULT;

  /** As it stands in a report. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static MachineState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
