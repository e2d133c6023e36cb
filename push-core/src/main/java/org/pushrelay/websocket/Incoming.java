package org.pushrelay.websocket;

import org.pushrelay.message.MessageBody;

/** What came from the other side, whole and checked. */
public sealed interface Incoming {

  /**
   * A message.
   *
   * @param kind text or binary
   * @param body text is valid UTF-8
   */
  record Data(Opcode kind, MessageBody body) implements Incoming {}

  /** A question from the peer whether this side is alive. */
  record Ping(MessageBody body) implements Incoming {}

  /** The response to a ping, or an unsolicited sign of life. */
  record Pong(MessageBody body) implements Incoming {}

  /**
   * The end.
   *
   * @param code {@link CloseCode#NONE} if none was given
   */
  record Close(int code, String reason) implements Incoming {}

  /**
   * Something that must not be: this side has to end with this code. If the code is {@link
   * CloseCode#PROTOCOL_ERROR}, nothing that follows can be understood.
   */
  record Violation(int code, String reason) implements Incoming {}
}
