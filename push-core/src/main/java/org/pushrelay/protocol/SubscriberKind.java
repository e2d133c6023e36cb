package org.pushrelay.protocol;

/** The ways to subscribe over HTTP. What a request asks for decides which of them it gets. */
public enum SubscriberKind {
  /**
   * One message, and then the client asks again. Whether it waits for one says the {@link
   * SubscriberConfig#policy}.
   */
  LONG_POLL("longpoll"),
  /** An event stream (HTML, 9.2): {@code Accept: text/event-stream}. */
  EVENT_STREAM("eventsource"),
  /** A WebSocket (RFC 6455): {@code Upgrade: websocket} and {@code Connection: upgrade}. */
  WEB_SOCKET("websocket"),
  /** Messages as parts of one response (RFC 2046, 5.1.3): {@code Accept: multipart/mixed}. */
  MULTIPART("multipart-mixed"),
  /** Messages as chunks of one response (RFC 9112, 7.1): {@code TE: chunked}. */
  CHUNKED("chunked"),
  /** Messages one behind the other with a separator; only where polling is not allowed. */
  RAW_STREAM("http-raw-stream");

  private final String label;

  SubscriberKind(String label) {
    this.label = label;
  }

  /** What Nchan calls it. */
  public String label() {
    return label;
  }
}
