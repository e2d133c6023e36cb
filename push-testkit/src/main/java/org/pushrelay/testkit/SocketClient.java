package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads messages from a WebSocket, with metadata in front of each or without. */
final class SocketClient implements SubscriberClient {
  private final WebSocketClient socket;
  private final boolean meta;

  SocketClient(WebSocketClient socket, boolean meta) {
    this.socket = socket;
    this.meta = meta;
  }

  @Override
  public Received next() {
    WebSocketFrame frame = socket.next();
    assertThat(frame.first()).as("of %s", frame).isEqualTo(WebSocketFrame.TEXT);
    return message(frame.text(), meta);
  }

  /** What a text frame has, with metadata in front of the message or without. */
  static Received message(String text, boolean meta) {
    if (!meta) {
      return new Received("", "", text);
    }
    int end = text.indexOf("\n\n");
    String id = "";
    String gap = "";
    for (String line : text.substring(0, end).split("\n", -1)) {
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("push-gap: ")) {
        gap = line.substring("push-gap: ".length());
      }
    }
    return new Received(id, gap, text.substring(end + 2));
  }

  @Override
  public void close() {
    socket.close();
  }
}
