package org.pushrelay.protocol;

/** The ways to publish over HTTP. */
public enum PublisherKind {
  /** A request for each message. */
  HTTP("http"),
  /** A WebSocket (RFC 6455), on which each message of the client is published. */
  WEB_SOCKET("websocket");

  private final String label;

  PublisherKind(String label) {
    this.label = label;
  }

  /** What Nchan calls it. */
  public String label() {
    return label;
  }
}
