package org.pushrelay.channel;

import java.util.Optional;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageDraft;

/**
 * The messages of one channel, oldest first. Its channel calls it under the channel's lock, so it
 * works in memory, returns at once, and makes no callback. No method returns a message that has
 * expired.
 */
public interface ChannelLog {

  /** When nothing here will expire. */
  long NEVER = Long.MAX_VALUE;

  /**
   * Stamps a message and keeps it as its policy says.
   *
   * @return the stamped message; empty, and nothing changed, if there is no room for it
   * @throws StoreException if the store is broken; the message is not kept then
   */
  Optional<Message> append(MessageDraft draft);

  /**
   * The first message after a cursor that is kept; the oldest for one that is unknown; empty if
   * there is none, and always for {@link Cursor#newest}.
   */
  Optional<Message> after(Cursor cursor);

  /**
   * A place in the log that moves on by itself; it sees messages from the append on, kept or not.
   */
  LogReader read(Cursor cursor);

  /** How many messages are kept. */
  int size();

  /** How much is kept. */
  StorageUsage stored();

  /** How much would be kept if this were appended now. Nothing changes. */
  StorageUsage storedWith(MessageDraft draft);

  /**
   * When the next message expires, in nanoseconds of the engine's time source; {@link #NEVER} if
   * none does.
   */
  long nextExpiry();

  /**
   * Drops a message that was received, if its policy says so, it is the oldest, and enough others
   * are kept.
   */
  void received(Message message);

  /** Gives up all messages; the log is not used after that. */
  void close();
}
