package org.pushrelay.examples.control;

import java.util.Locale;

/**
 * What a machine is told. An order names the state to be in, so one that comes twice does no harm.
 */
enum Order {
  START(MachineState.RUNNING),
  STOP(MachineState.STOPPED),
  RESET(MachineState.STOPPED);

  private final MachineState outcome;

  Order(MachineState outcome) {
    this.outcome = outcome;
  }

  /** The state that a machine is in when it has carried the order out. */
  MachineState outcome() {
    return outcome;
  }

  /** As it stands in a message. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Order of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
