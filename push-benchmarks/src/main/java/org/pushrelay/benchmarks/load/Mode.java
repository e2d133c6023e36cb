package org.pushrelay.benchmarks.load;

/** What a load is made of. */
enum Mode {
  /** Subscribers that ask again after each message, and publishers. */
  LONGPOLL,
  /** Subscribers of event streams, and publishers. */
  EVENTSOURCE,
  /** Publishers alone. */
  PUBLISH,
  /** Subscribers that wait, and get no message unless some are asked for. */
  IDLE
}
