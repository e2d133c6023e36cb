package org.pushrelay.transport;

/**
 * A connection that has left HTTP: after the response 101 it carries the bytes of another protocol
 * in both directions (RFC 9110, 7.8). What is written is sent as it is, without any framing; {@link
 * #end} ends the connection behind it.
 */
public interface Upgrade extends ResponseStream {

  /**
   * Stops or goes on to read what the client sends. Bytes that were read before may still come
   * after a stop. At first the connection is read.
   */
  void setReading(boolean reading);
}
