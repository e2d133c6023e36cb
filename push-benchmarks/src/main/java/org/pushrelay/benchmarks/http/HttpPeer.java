package org.pushrelay.benchmarks.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Who speaks on a connection. What it reads is bytes: a long-poll takes answers from them, and a
 * stream would take parts of one that does not end. Called by the loop's thread.
 */
public interface HttpPeer {
  /** The connection is there: send something. */
  void opened();

  /**
   * Bytes came.
   *
   * @param bytes backed by an array; what is left in it comes again with what follows
   * @throws MalformedAnswerException if they make no sense: the connection is closed
   */
  void received(ByteBuffer bytes) throws MalformedResponseException;

  /** The connection has ended, or never came, and not by {@link HttpConnection#close}. */
  void closed(IOException cause);
}
