package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.PushEngine;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.SubscriberClient.Received;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/**
 * Somebody who subscribes in one of the ways, without a network. Who polls asks again with what its
 * last response said, as soon as that is looked at. One thread at a time.
 */
final class InMemoryClient {
  private static final Pattern EVENT =
      Pattern.compile(
          "(?:event: push-gap\ndata: (.*)\n\n|: push-gap (.*)\n\n)?id: (.*)\ndata: (.*)\n\n");

  private final ClientKind kind;
  private final ExchangeHandler endpoint;
  private final String target;
  private InMemoryExchange exchange;

  /** The boundary that a stream of parts ended with so far: the next part stands behind it. */
  private String boundary = "";

  private InMemoryClient(ClientKind kind, ExchangeHandler endpoint, String target) {
    this.kind = kind;
    this.endpoint = endpoint;
    this.target = target;
  }

  /** The endpoints of one relay, for clients of all kinds. */
  static final class Endpoints {
    private final Map<ClientKind, ExchangeHandler> byKind = new EnumMap<>(ClientKind.class);

    Endpoints(PushEngine engine, WireProfile profile) {
      SubscriberConfig several =
          SubscriberConfig.builder()
              .profile(profile)
              .timeout(SubscribePolicy.FOREVER)
              .jitter(false)
              .naming(ChannelNaming.DEFAULT.withDelimiter(","))
              .build();
      ExchangeHandler any = engine.subscriber(several);
      for (ClientKind kind : ClientKind.values()) {
        byKind.put(kind, any);
      }
      byKind.put(
          ClientKind.RAW_STREAM,
          engine.subscriber(several.toBuilder().kinds(SubscriberKind.RAW_STREAM).build()));
      byKind.put(
          ClientKind.BATCHED_POLL, engine.subscriber(batched(several, PollResponseMode.MULTIPART)));
      byKind.put(
          ClientKind.RAW_BATCHED_POLL, engine.subscriber(batched(several, PollResponseMode.RAW)));
    }

    private static SubscriberConfig batched(SubscriberConfig config, PollResponseMode batch) {
      return config.toBuilder()
          .streams(StreamConfig.builder().pollResponseMode(batch).build())
          .build();
    }

    /**
     * Subscribes.
     *
     * @param ids the channels, apart by commas
     * @param lastId where to go on; empty to begin with the oldest
     */
    InMemoryClient open(ClientKind kind, String ids, String lastId) {
      InMemoryClient client = new InMemoryClient(kind, byKind.get(kind), "/sub?id=" + ids);
      client.ask(lastId);
      return client;
    }
  }

  static boolean polls(ClientKind kind) {
    return kind == ClientKind.LONG_POLL
        || kind == ClientKind.BATCHED_POLL
        || kind == ClientKind.RAW_BATCHED_POLL;
  }

  private void ask(String lastId) {
    InMemoryExchange.Builder request =
        kind.upgrades()
            ? InMemoryWebSocket.handshake(target)
            : InMemoryExchange.request("GET", target);
    switch (kind) {
      case EVENT_STREAM -> request.header("Accept", "text/event-stream");
      case CHUNKED -> request.header("TE", "chunked");
      case MULTIPART -> request.header("Accept", "multipart/mixed");
      case WEB_SOCKET_WITH_META -> request.header("Sec-WebSocket-Protocol", "ws+meta.nchan");
      default -> {}
    }
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    exchange = request.build();
    endpoint.handle(exchange);
  }

  /** What came since the last time. */
  List<Received> take() throws IOException {
    return take(Integer.MAX_VALUE);
  }

  /**
   * What came since the last time.
   *
   * @param polls how many answers are looked at, by who polls
   */
  List<Received> take(int polls) throws IOException {
    if (polls(kind)) {
      return poll(polls);
    }
    return news();
  }

  private List<Received> poll(int polls) throws IOException {
    List<Received> received = new ArrayList<>();
    for (int i = 0; i < polls && !exchange.isHeld(); i++) {
      PushResponse response = exchange.response();
      assertThat(response.status()).as("status of %s", response.body()).isEqualTo(200);
      received.addAll(messages(response));
      InMemoryExchange next =
          InMemoryExchange.request("GET", target)
              .header("If-Modified-Since", response.header("Last-Modified").orElseThrow())
              .header("If-None-Match", response.header("Etag").orElseThrow())
              .build();
      exchange = next;
      endpoint.handle(next);
    }
    return received;
  }

  /**
   * The messages of one response to a poll; the gap that the response tells is told by the first.
   */
  private List<Received> messages(PushResponse response) throws IOException {
    String type = response.header("Content-Type").orElse("");
    String gap = response.header("Push-Gap").orElse("");
    String id =
        PollClient.id(
            response.header("Last-Modified").orElseThrow(), response.header("Etag").orElseThrow());
    String text = response.body().utf8();
    List<Received> received = new ArrayList<>();
    if (type.startsWith("multipart/mixed")) {
      List<Received> parts = parts(text, type);
      for (int i = 0; i < parts.size(); i++) {
        Received part = parts.get(i);
        // where the parts have no ids of their own, the response's is that of the last
        String itsId = part.id().isEmpty() && i == parts.size() - 1 ? id : part.id();
        received.add(new Received(itsId, i == 0 ? gap : part.gap(), part.text()));
      }
    } else {
      String[] texts = running(text);
      for (int i = 0; i < texts.length; i++) {
        received.add(new Received(i == texts.length - 1 ? id : "", i == 0 ? gap : "", texts[i]));
      }
    }
    return received;
  }

  private static List<Received> parts(String body, String type) throws IOException {
    List<Received> parts = new ArrayList<>();
    PartReader reader = new PartReader(new ByteArrayInputStream(body.getBytes(ISO_8859_1)), type);
    while (reader.hasNext()) {
      parts.add(reader.next());
    }
    return parts;
  }

  /** Messages that end with a semicolon each, and may have a line feed between them. */
  private static String[] running(String text) {
    String[] texts = text.replace("\n", "").split(";", 0);
    for (int i = 0; i < texts.length; i++) {
      texts[i] += ";";
    }
    return text.isEmpty() ? new String[0] : texts;
  }

  private List<Received> news() throws IOException {
    byte[] bytes = output().take();
    String text = new String(bytes, ISO_8859_1);
    List<Received> received = new ArrayList<>();
    switch (kind) {
      case EVENT_STREAM -> {
        Matcher events = EVENT.matcher(text);
        while (events.find()) {
          String gap = events.group(1) == null ? events.group(2) : events.group(1);
          received.add(new Received(events.group(3), gap == null ? "" : gap, events.group(4)));
        }
      }
      case MULTIPART -> {
        String type = exchange.streamed().head().header("Content-Type").orElseThrow();
        // as if it had begun and ended here
        String news = boundary + text;
        received.addAll(parts(news + "--\r\n", type));
        boundary = news.substring(news.lastIndexOf("--"));
      }
      case WEB_SOCKET, WEB_SOCKET_WITH_META -> {
        for (WebSocketFrame frame : WebSocketFrame.all(bytes)) {
          assertThat(frame.first()).as("of %s", frame).isEqualTo(WebSocketFrame.TEXT);
          received.add(SocketClient.message(frame.text(), kind == ClientKind.WEB_SOCKET_WITH_META));
        }
      }
      default -> {
        for (String message : running(text)) {
          received.add(new Received("", "", message));
        }
      }
    }
    return received;
  }

  /** What is below a stream or a WebSocket. */
  InMemoryOutput output() {
    return kind.upgrades() ? exchange.upgraded() : exchange.streamed();
  }

  void leave() {
    if (polls(kind)) {
      exchange.clientLeaves();
    } else {
      output().clientLeaves();
    }
  }
}
