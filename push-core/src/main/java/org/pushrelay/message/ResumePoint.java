package org.pushrelay.message;

/**
 * Where a subscriber stands when it has received a message: what it sends back to get the next one.
 * On one channel it is the message's own id; on several it has a place in each of them.
 */
public sealed interface ResumePoint permits MessageId, MultiplexedId {

  /** Seconds since 1970-01-01T00:00:00Z: {@code Last-Modified}. */
  long time();

  /** The place within that second, as it is written in an {@code Etag}, without quotes. */
  String tags();
}
