package org.pushrelay.server.config;

import static org.pushrelay.protocol.SubscriberKind.CHUNKED;
import static org.pushrelay.protocol.SubscriberKind.EVENT_STREAM;
import static org.pushrelay.protocol.SubscriberKind.LONG_POLL;
import static org.pushrelay.protocol.SubscriberKind.MULTIPART;
import static org.pushrelay.protocol.SubscriberKind.RAW_STREAM;
import static org.pushrelay.protocol.SubscriberKind.WEB_SOCKET;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pushrelay.protocol.PublisherKind;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/**
 * The ways to publish and to subscribe that a location of Nchan's allows.
 *
 * @param subscribers the ways to subscribe
 * @param polls whether a poll that finds no message is answered at once
 * @param publishers the ways to publish
 */
record NchanKinds(Set<SubscriberKind> subscribers, boolean polls, Set<PublisherKind> publishers) {
  /** Without a list, all that can be told from one another. */
  static final NchanKinds ALL =
      new NchanKinds(
          EnumSet.of(WEB_SOCKET, EVENT_STREAM, LONG_POLL, CHUNKED, MULTIPART),
          false,
          EnumSet.allOf(PublisherKind.class));

  private static final String INTERVAL_POLL = "intervalpoll";
  private static final String HTTP = "http";

  private static final Map<String, SubscriberKind> KINDS =
      Map.ofEntries(
          Map.entry("websocket", WEB_SOCKET),
          Map.entry("websockets", WEB_SOCKET),
          Map.entry("ws", WEB_SOCKET),
          Map.entry("eventsource", EVENT_STREAM),
          Map.entry("event-source", EVENT_STREAM),
          Map.entry("es", EVENT_STREAM),
          Map.entry("sse", EVENT_STREAM),
          Map.entry("longpoll", LONG_POLL),
          Map.entry("long-poll", LONG_POLL),
          Map.entry("chunked", CHUNKED),
          Map.entry("http-chunked", CHUNKED),
          Map.entry("multipart-mixed", MULTIPART),
          Map.entry("multipart", MULTIPART),
          Map.entry("multipart/mixed", MULTIPART),
          Map.entry("http-multipart", MULTIPART),
          Map.entry("http-raw-stream", RAW_STREAM));

  private static final Set<String> INTERVAL_POLLS = Set.of(INTERVAL_POLL, "interval-poll", "poll");

  NchanKinds {
    subscribers = Set.copyOf(subscribers);
    publishers = Set.copyOf(publishers);
  }

  /** Reads {@code nchan_publisher}; several of them have their kinds together. */
  static NchanKinds publisher(List<Directive> directives, Problems problems) {
    Set<PublisherKind> kinds = EnumSet.noneOf(PublisherKind.class);
    for (Directive directive : directives) {
      if (directive.args().isEmpty()) {
        kinds.addAll(ALL.publishers);
      }
      for (Word word : directive.args()) {
        if (word.text().equals(HTTP)) {
          kinds.add(PublisherKind.HTTP);
        } else if (KINDS.get(word.text()) == WEB_SOCKET) {
          kinds.add(PublisherKind.WEB_SOCKET);
        } else {
          problems.error(directive, "has \"" + word + "\" (expected: http or websocket)");
        }
      }
    }
    return new NchanKinds(ALL.subscribers, false, kinds.isEmpty() ? ALL.publishers : kinds);
  }

  /**
   * Reads {@code nchan_subscriber} or {@code nchan_pubsub}; several of them have their kinds
   * together.
   *
   * @param publishes whether it is {@code nchan_pubsub}, which has the word http besides
   */
  static NchanKinds subscriber(List<Directive> directives, boolean publishes, Problems problems) {
    Set<SubscriberKind> kinds = EnumSet.noneOf(SubscriberKind.class);
    Set<PublisherKind> publishers = EnumSet.noneOf(PublisherKind.class);
    boolean polls = false;
    boolean all = directives.isEmpty();
    for (Directive directive : directives) {
      all |= directive.args().isEmpty();
      for (Word word : directive.args()) {
        String text = word.text();
        SubscriberKind kind = KINDS.get(text);
        if (kind != null) {
          kinds.add(kind);
        } else if (INTERVAL_POLLS.contains(text)) {
          polls = true;
        } else if (publishes && text.equals(HTTP)) {
          publishers.add(PublisherKind.HTTP);
        } else {
          problems.error(directive, "has \"" + word + "\" (expected: " + words(publishes) + ")");
        }
      }
    }
    if (all) {
      kinds.addAll(ALL.subscribers);
      publishers.addAll(ALL.publishers);
    }
    if (polls && !kinds.isEmpty()) {
      checkBeside(directives.get(directives.size() - 1), kinds, problems);
    }
    if (polls || kinds.isEmpty()) {
      kinds.add(LONG_POLL);
    }
    if (kinds.contains(WEB_SOCKET)) {
      publishers.add(PublisherKind.WEB_SOCKET);
    }
    return new NchanKinds(
        kinds, polls, publishers.isEmpty() ? Set.of(PublisherKind.HTTP) : publishers);
  }

  private static void checkBeside(
      Directive directive, Set<SubscriberKind> kinds, Problems problems) {
    if (kinds.contains(LONG_POLL)) {
      problems.error(
          directive,
          "has longpoll and intervalpoll, which cannot be told apart (expected: one of them)");
      return;
    }
    problems.note(
        directive, "intervalpoll answers every request at once: the other kinds have no effect");
  }

  private static String words(boolean publishes) {
    return (publishes ? "http, " : "")
        + "websocket, eventsource, longpoll, intervalpoll, chunked, multipart-mixed or"
        + " http-raw-stream";
  }
}
