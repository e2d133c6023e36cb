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

  /** It is writable again, after a writer found that it was not. */
  void onWritable();

  /** It takes no message any more, whoever ended it. Called once, if it was opened. */
  void onClosed();
}
