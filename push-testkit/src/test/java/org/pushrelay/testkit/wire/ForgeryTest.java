package org.pushrelay.testkit.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.WebSocketFrame;

/** Nothing that a publisher hands in can become a field of a stream, or a part of a response. */
class ForgeryTest {
  /** Bytes that mean something in one of the formats come often. */
  private static final String LIKELY = "\r\n\n\r: --data:id:event:retry:\0[],";

  private final PushEngine engine = PushEngine.create();

  private InMemoryStream subscribe(String header, String value) {
    InMemoryExchange exchange =
        InMemoryExchange.request("GET", "/sub?id=a").header(header, value).build();
    engine.subscriber(SubscriberConfig.DEFAULT).handle(exchange);
    return exchange.streamed();
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(60)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          random.nextBoolean()
              ? (byte) LIKELY.charAt(random.nextInt(LIKELY.length()))
              : (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static String text(InMemoryStream stream) {
    return new String(stream.toByteArray(), ISO_8859_1);
  }

  /** An event as a browser reads it (HTML, 9.2.6). */
  private record Event(String id, List<String> data, List<String> otherFields) {}

  private static List<Event> parse(String stream) {
    List<Event> events = new ArrayList<>();
    String id = "";
    List<String> data = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String line : stream.split("\r\n|\n|\r", -1)) {
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          events.add(new Event(id, List.copyOf(data), List.copyOf(others)));
        }
        data.clear();
        others.clear();
      } else if (line.startsWith("data: ")) {
        data.add(line.substring("data: ".length()));
      } else if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (!line.startsWith(":")) {
        others.add(line);
      }
    }
    return events;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noBodyForgesAFieldOfAnEvent(long seed) {
    Random random = new Random(seed);
    InMemoryStream stream = subscribe("Accept", "text/event-stream");
    List<List<String>> sent = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      byte[] body = bytes(random);
      engine.channel("a").publish(MessageDraft.of(MessageBody.wrap(body))).join();
      sent.add(List.of(new String(body, ISO_8859_1).split("\r\n|\n|\r", -1)));
    }

    List<Event> events = parse(text(stream));

    assertThat(events).as("seed %s", seed).extracting(Event::data).isEqualTo(sent);
    assertThat(events).allSatisfy(event -> assertThat(event.otherFields()).isEmpty());
    assertThat(events).allSatisfy(event -> assertThat(event.id()).matches("\\d+:\\d+"));
  }

  @Test
  void noBodyForgesAPart() {
    Random random = new Random(7);
    InMemoryStream stream = subscribe("Accept", "multipart/mixed");
    String type = stream.head().header("Content-Type").orElseThrow();
    String delimiter = "--" + type.substring(type.indexOf('=') + 1);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      byte[] body = bytes(random);
      engine.channel("a").publish(MessageDraft.of(MessageBody.wrap(body))).join();
      sent.add(new String(body, ISO_8859_1));
    }

    String[] parts = text(stream).substring(delimiter.length()).split("\r\n" + delimiter, -1);

    List<String> received = new ArrayList<>();
    for (int i = 0; i < parts.length - 1; i++) {
      received.add(parts[i].substring(parts[i].indexOf("\r\n\r\n") + 4));
    }
    assertThat(parts[parts.length - 1]).isEmpty();
    assertThat(received).isEqualTo(sent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nid: 1", "a\rid: 1", "a\0b", "a\r\n\r\ndata: x"})
  void neitherEventsNorContentTypesHaveLineEnds(String name) {
    MessageDraft draft = MessageDraft.text("x");

    assertThatThrownBy(() -> draft.withEvent(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> draft.withContentType(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** What a publisher may say besides the body; what is refused is not in it. */
  private record Said(String event, String contentType, byte[] body) {}

  private static List<Said> anything(Random random) {
    List<Said> all = new ArrayList<>();
    while (all.size() < 2000) {
      Said said = new Said(anyText(random), anyText(random), bytes(random));
      try {
        draft(said);
      } catch (IllegalArgumentException e) {
        continue;
      }
      all.add(said);
    }
    return all;
  }

  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder("x");
    for (int i = random.nextInt(8); i > 0; i--) {
      int kind = random.nextInt(20);
      text.append(
          (char)
              (kind == 0
                  ? LIKELY.charAt(random.nextInt(LIKELY.length()))
                  : kind < 8 ? random.nextInt(256) : ' ' + random.nextInt(95)));
    }
    return text.toString();
  }

  private static MessageDraft draft(Said said) {
    return MessageDraft.of(MessageBody.wrap(said.body()))
        .withEvent(said.event())
        .withContentType(said.contentType());
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void noEventNameForgesAFieldOfAnEvent(long seed) {
    InMemoryStream stream = subscribe("Accept", "text/event-stream");
    List<Said> all = anything(new Random(seed));

    all.forEach(said -> engine.channel("a").publish(draft(said)).join());

    assertThat(parse(text(stream)))
        .as("seed %s", seed)
        .hasSameSizeAs(all)
        .allSatisfy(
            event ->
                assertThat(event.otherFields()).singleElement().asString().startsWith("event: x"));
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8, 9})
  void noContentTypeForgesAFieldOfAPartOrOfAnAnswer(long seed) {
    InMemoryStream stream = subscribe("Accept", "multipart/mixed");
    String type = stream.head().header("Content-Type").orElseThrow();
    String delimiter = "\r\n--" + type.substring(type.indexOf('=') + 1);
    List<Said> all = anything(new Random(seed));

    for (Said said : all) {
      InMemoryExchange poll = InMemoryExchange.request("GET", "/sub?id=b").build();
      engine.subscriber(SubscriberConfig.DEFAULT).handle(poll);
      engine.channel("a").publish(draft(said)).join();
      engine.channel("b").publish(draft(said)).join();
      engine.channel("b").delete().join();
      assertThat(poll.response().header("Content-Type")).contains(said.contentType());
      assertThat(said.contentType()).doesNotContain("\r", "\n", "\0");
    }

    String[] parts = text(stream).substring(delimiter.length() - 2).split(delimiter, -1);
    assertThat(parts).as("seed %s", seed).hasSize(all.size() + 1);
    for (int i = 0; i < all.size(); i++) {
      String head = parts[i].substring(2, parts[i].indexOf("\r\n\r\n"));
      assertThat(head.split("\r\n", -1))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("Last-Modified: "),
              line -> assertThat(line).startsWith("Etag: "),
              line -> assertThat(line).startsWith("Content-Length: "),
              line -> assertThat(line).startsWith("Content-Type: x"));
      assertThat(parts[i].substring(head.length() + 6))
          .isEqualTo(new String(all.get(i).body(), ISO_8859_1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {10, 11, 12})
  void nothingForgesTheMetadataOfAFrame(long seed) {
    InMemoryWebSocket socket =
        InMemoryWebSocket.open(
            engine.subscriber(), "/sub?id=a", "Sec-WebSocket-Protocol: ws+meta.nchan");

    List<Said> all = anything(new Random(seed));

    all.forEach(said -> engine.channel("a").publish(draft(said)).join());

    List<WebSocketFrame> frames = socket.frames();
    assertThat(frames).hasSameSizeAs(all);
    for (int i = 0; i < all.size(); i++) {
      String frame = new String(frames.get(i).payload().toByteArray(), ISO_8859_1);
      int end = frame.indexOf("\n\n");
      assertThat(frame.substring(0, end).split("\n", -1))
          .as("seed %s", seed)
          .satisfiesExactly(
              line -> assertThat(line).matches("id: \\d+:\\d+"),
              line -> assertThat(line).startsWith("content-type: x"));
      assertThat(frame.substring(end + 2)).isEqualTo(new String(all.get(i).body(), ISO_8859_1));
    }
  }
}
