package org.pushrelay.channel;

/**
 * How much is kept, by a channel or by many.
 *
 * @param messages how many messages
 * @param memory the bytes of memory they take, with all that goes with them
 * @param disk the bytes of disk they take
 */
public record StoredSize(long messages, long memory, long disk) {
  /** Nothing. */
  public static final StoredSize NOTHING = new StoredSize(0, 0, 0);

  /** What this one is more than another one; negative where it is less. */
  StoredSize minus(StoredSize other) {
    return new StoredSize(messages - other.messages, memory - other.memory, disk - other.disk);
  }

  /** Both together. */
  StoredSize plus(StoredSize other) {
    return new StoredSize(messages + other.messages, memory + other.memory, disk + other.disk);
  }
}
