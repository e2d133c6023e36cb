package org.pushrelay.testkit;

import java.util.List;
import org.pushrelay.transport.ExchangeHandler;

/**
 * The client of a WebSocket without a network.
 *
 * <pre>{@code
 * InMemoryWebSocket socket = InMemoryWebSocket.open(engine.subscriber(), "/sub?id=news");
 * engine.channel("news").publish(MessageDraft.text("hello"));
 * assertThat(socket.frames()).containsExactly(WebSocketFrame.of(WebSocketFrame.TEXT, "hello"));
 * }</pre>
 */
public final class InMemoryWebSocket {
  private final InMemoryUpgrade connection;

  private InMemoryWebSocket(InMemoryUpgrade connection) {
    this.connection = connection;
  }

  /** A good handshake, to be completed. */
  public static InMemoryExchange.Builder handshake(String target) {
    return InMemoryExchange.request("GET", target)
        .header("Host", "localhost")
        .header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", WebSocketClient.KEY)
        .upgrading();
  }

  /**
   * Opens a WebSocket.
   *
   * @param headerLines as {@code "Sec-WebSocket-Protocol: ws+meta.nchan"}
   * @throws AssertionError if it is refused
   */
  public static InMemoryWebSocket open(
      ExchangeHandler endpoint, String target, String... headerLines) {
    InMemoryExchange.Builder request = handshake(target);
    for (String line : headerLines) {
      String[] parts = line.split(":\\s*", 2);
      request.header(parts[0], parts[1]);
    }
    return open(endpoint, request.build());
  }

  /** Opens a WebSocket by this handshake. */
  public static InMemoryWebSocket open(ExchangeHandler endpoint, InMemoryExchange handshake) {
    endpoint.handle(handshake);
    return over(handshake.upgraded());
  }

  /** One that is open. */
  public static InMemoryWebSocket over(InMemoryUpgrade connection) {
    return new InMemoryWebSocket(connection);
  }

  /** What is below it. */
  public InMemoryUpgrade connection() {
    return connection;
  }

  /** The frames that came since the last time. */
  public List<WebSocketFrame> frames() {
    return WebSocketFrame.all(connection.take());
  }

  /** Sends a text. */
  public void send(String text) {
    send(WebSocketFrame.of(WebSocketFrame.TEXT, text));
  }

  /** Sends a frame. */
  public void send(WebSocketFrame frame) {
    connection.send(frame.masked());
  }
}
