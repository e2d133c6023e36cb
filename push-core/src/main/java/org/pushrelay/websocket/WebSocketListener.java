package org.pushrelay.websocket;

import org.pushrelay.message.MessageBody;

/**
 * Is told what comes over a WebSocket, and how it fares. Called by one thread at a time but for
 * {@link #onClosed}. Must not block.
 */
public interface WebSocketListener {

  /**
   * A message has come.
   *
   * @param kind text or binary
   * @param body text is valid UTF-8
   */
  void onMessage(Opcode kind, MessageBody body);

  /** Called when the connection is writable again, after a writer found that it was not. */
  void onWritable();

  /** Called once when an opened connection takes no message any more, whichever side ended it. */
  void onClosed();
}
