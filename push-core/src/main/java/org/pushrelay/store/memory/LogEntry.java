package org.pushrelay.store.memory;

import org.pushrelay.message.Message;

/** A message that was appended, and what has become of it. */
final class LogEntry {
  final Message message;

  /** In nanoseconds of the time source. */
  final long expiry;

  /** What the message costs of the budget; 0 if it is not kept. */
  final long cost;

  /**
   * Whether the log no longer keeps the message. A reader that lags too far behind lets such
   * messages go.
   */
  volatile boolean dropped;

  LogEntry(Message message, long expiry, long cost) {
    this.message = message;
    this.expiry = expiry;
    this.cost = cost;
  }
}
