package org.pushrelay.channel;

import org.pushrelay.subscriber.EndReason;

/** The result of a request to follow a channel. */
sealed interface Admission {
  /**
   * It may.
   *
   * @param place where it begins to read
   */
  record Admitted(LogReader place) implements Admission {}

  /**
   * It may not.
   *
   * @param reason why
   */
  record Refused(EndReason reason) implements Admission {}
}
