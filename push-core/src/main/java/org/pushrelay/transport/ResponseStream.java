package org.pushrelay.transport;

import org.pushrelay.message.MessageBody;

/**
 * A response that goes on: what an endpoint writes to after {@link Exchange#stream}. No method
 * blocks. One call at a time, from any thread; calls from {@link Exchange#loop} need no hand-over.
 * After {@link #end} or {@link #abort}, and after its listener heard that it is closed, all calls
 * are without effect.
 */
public interface ResponseStream {

  /**
   * Adds a piece to what is sent. Where the transport has a framing of its own for pieces, as the
   * chunked coding of HTTP/1.1 has (RFC 9112, 7.1), each piece is one frame, however long; an empty
   * one is left out. The same body may be written to many streams: its bytes are encoded once.
   */
  void write(MessageBody piece);

  /** Hands to the network what was written. */
  void flush();

  /**
   * Whether the client takes what it is given. If not, a well-behaved writer writes no more until
   * {@link StreamListener#onWritable}; what it writes all the same is kept in memory.
   */
  boolean isWritable();

  /**
   * Ends the response as it should end, behind all that was written, and hands it to the network.
   */
  void end();

  /** Ends the connection (on HTTP/2: resets the stream), whatever was not sent yet. */
  void abort();
}
