package org.pushrelay.channel;

import java.util.Optional;
import org.pushrelay.message.Delivery;

/**
 * A place in a log that moves on by itself. One thread at a time, with no lock held; it need not be
 * the thread that appends.
 */
public interface LogReader {

  /** The next message; empty at the end of the log, where later calls go on. */
  Optional<Delivery> next();

  /**
   * Lets go of messages that the channel no longer keeps, if the place is farther behind than this.
   *
   * @param maxMessages how many messages may lie ahead
   * @param maxBytes how many bytes of bodies may lie ahead
   */
  void limitLag(int maxMessages, long maxBytes);
}
