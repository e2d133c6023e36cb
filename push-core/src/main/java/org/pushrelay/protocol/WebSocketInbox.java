package org.pushrelay.protocol;

import org.pushrelay.message.MessageBody;
import org.pushrelay.websocket.CloseCode;
import org.pushrelay.websocket.Opcode;
import org.pushrelay.websocket.WebSocketConnection;

/** What becomes of the messages that a client sends over a WebSocket. */
interface WebSocketInbox {

  /** How many bytes they may have. */
  long maxMessage();

  /** A message has come. */
  void onMessage(WebSocketConnection from, Opcode kind, MessageBody body);

  /** The client takes more again. */
  default void onWritable(WebSocketConnection from) {}

  /** Where only subscribers are: there is nothing to send but heartbeats. */
  static WebSocketInbox closed(String reason) {
    return new WebSocketInbox() {
      @Override
      public long maxMessage() {
        return 4096;
      }

      @Override
      public void onMessage(WebSocketConnection from, Opcode kind, MessageBody body) {
        from.close(CloseCode.POLICY, reason);
      }
    };
  }
}
