package org.pushrelay.protocol;

/**
 * How many messages a response to a poll has (Nchan: {@code nchan_longpoll_multipart_response}).
 * The id of the response is that of its last message.
 */
public enum PollResponseMode {
  /** One. */
  ONE,
  /** All that are there; more than one as parts ({@code multipart/mixed}). */
  MULTIPART,
  /** All that are there, one behind the other, and the separator of raw streams between them. */
  RAW
}
