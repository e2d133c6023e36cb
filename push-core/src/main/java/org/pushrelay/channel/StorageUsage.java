package org.pushrelay.channel;

/**
 * How much is kept, by a channel or by many.
 *
 * @param messages how many messages
 * @param memory the bytes of memory they take, with all that goes with them
 * @param disk the bytes of disk they take
 */
public record StorageUsage(long messages, long memory, long disk) {
  /** Nothing. */
  public static final StorageUsage NOTHING = new StorageUsage(0, 0, 0);

  /** What this one is more than another one; negative where it is less. */
  StorageUsage minus(StorageUsage other) {
    return new StorageUsage(messages - other.messages, memory - other.memory, disk - other.disk);
  }

  /** Both together. */
  StorageUsage plus(StorageUsage other) {
    return new StorageUsage(messages + other.messages, memory + other.memory, disk + other.disk);
  }
}
