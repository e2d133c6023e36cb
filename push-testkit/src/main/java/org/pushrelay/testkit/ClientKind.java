package org.pushrelay.testkit;

import java.io.IOException;

/** The ways to subscribe that {@link SubscriberKindsContract} tries. */
public enum ClientKind {
  /** One message for each request. */
  LONG_POLL(true, true),
  /** All messages that are there for each request, as parts. */
  BATCHED_POLL(true, true),
  /** All messages that are there for each request, one behind the other. */
  RAW_BATCHED_POLL(false, true),
  /** An event stream. */
  EVENT_STREAM(true, true),
  /** Chunks. */
  CHUNKED(false, false),
  /** Parts of a response that goes on. */
  MULTIPART(true, true),
  /** Messages with a separator behind each. */
  RAW_STREAM(false, false),
  /** A WebSocket. */
  WEB_SOCKET(false, false),
  /** A WebSocket with an id in front of each message. */
  WEB_SOCKET_WITH_META(true, true);

  private final boolean hasIds;
  private final boolean tellsGaps;

  ClientKind(boolean hasIds, boolean tellsGaps) {
    this.hasIds = hasIds;
    this.tellsGaps = tellsGaps;
  }

  /** Whether each message comes with the id to go on from. */
  boolean hasIds() {
    return hasIds;
  }

  /** Whether it can be told that messages are missing. */
  boolean reportsGaps() {
    return tellsGaps;
  }

  /** Whether it needs a transport that can leave HTTP. */
  boolean upgrades() {
    return this == WEB_SOCKET || this == WEB_SOCKET_WITH_META;
  }

  /**
   * Subscribes on a connection of its own.
   *
   * @param ids the channels, apart by commas
   * @param lastId where to begin; empty to begin with the oldest
   */
  SubscriberClient open(RelayUnderTest relay, String ids, String lastId) throws IOException {
    String resume =
        lastId.isEmpty() ? "" : "&last_event_id=" + lastId.replace("[", "%5B").replace("]", "%5D");
    String target = "/kinds/sub?id=" + ids + resume;
    return switch (this) {
      case LONG_POLL -> poll(relay, "/kinds/sub?id=" + ids, resume);
      case BATCHED_POLL -> poll(relay, "/kinds/batch?id=" + ids, resume);
      case RAW_BATCHED_POLL -> new PollClient(relay, "/kinds/raw-batch?id=" + ids, resume, true);
      case EVENT_STREAM ->
          new EventStreamClient(StreamReader.open(relay, target, "Accept: text/event-stream"));
      case CHUNKED ->
          new RunningTextClient(
              StreamReader.open(relay, target, "TE: chunked", "Connection: TE"), ";", ";");
      case MULTIPART ->
          new MultipartClient(StreamReader.open(relay, target, "Accept: multipart/mixed"));
      case RAW_STREAM ->
          new RunningTextClient(
              StreamReader.open(relay, "/kinds/raw?id=" + ids + resume), "\n", "");
      case WEB_SOCKET -> new SocketClient(WebSocketClient.open(relay, target), false);
      case WEB_SOCKET_WITH_META ->
          new SocketClient(
              WebSocketClient.open(relay, target, "Sec-WebSocket-Protocol: ws+meta.nchan"), true);
    };
  }

  private static PollClient poll(RelayUnderTest relay, String target, String resume) {
    return new PollClient(relay, target, resume, false);
  }
}
