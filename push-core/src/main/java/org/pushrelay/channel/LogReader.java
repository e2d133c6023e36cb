package org.pushrelay.channel;

import java.util.Optional;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageId;

/**
 * A place in a log that moves on by itself. One thread at a time, with no lock held; it need not be
 * the thread that appends.
 */
public interface LogReader {

  /** The next message, and past it; empty at the end of the log, where later calls go on. */
  Optional<Delivery> next();

  /**
   * The id behind which it reads on, and behind which it has told what it missed: of the message
   * that it had last; before it had one, where it began. An id behind which a log that was closed
   * meanwhile, and opened again, can be read.
   */
  MessageId behind();

  /** The next message, if it is there; the place stays. */
  Optional<Message> peek();

  /**
   * Whether messages were missed that had been published before a second, and that the log had no
   * more when they were to be read: those that the last {@link #peek} has passed, too. Where some
   * were published before it and some later, with none that can be read in between, it may be told
   * when the last of them was before the second. It is told once: here, or with the next message.
   * Called once a second for each channel that is read with others.
   *
   * @return the id behind which messages may be missing; empty if there are none
   */
  Optional<MessageId> takeGapBefore(long second);

  /**
   * Whether more than this is kept for the sake of this place alone: messages that lie ahead of it,
   * and that the channel no longer keeps. Costs the same however far the place is behind.
   *
   * @param maxMessages how many such messages there may be
   * @param maxBytes how many bytes of bodies they may have
   */
  boolean lagsBehind(int maxMessages, long maxBytes);

  /** Goes on with the newest message; what that leaves out is a gap. */
  void skipToNewest();

  /**
   * Lets go of messages that the channel no longer keeps, if the place is farther behind than this.
   *
   * @param maxMessages how many messages may lie ahead
   * @param maxBytes how many bytes of bodies may lie ahead
   */
  void limitLag(int maxMessages, long maxBytes);
}
