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

/** Nothing that a publisher hands in can become a field of a stream, or a part of an answer. */
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
}
