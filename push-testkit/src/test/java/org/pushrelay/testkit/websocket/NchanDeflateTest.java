package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.WebSocketFrame.DEFLATED_TEXT;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.WebSocketFrame;

/** Compression of WebSockets in the NCHAN profile, where the publisher's endpoint decides on it. */
class NchanDeflateTest extends WebSocketFixture {
  private static final String OFFER =
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";

  private PublisherConfig compressing =
      PublisherConfig.builder()
          .profile(WireProfile.NCHAN)
          .webSockets(w -> w.deflateLevel(6))
          .build();

  @BeforeEach
  void endpointsAreOfTheNchanProfile() {
    config = config.toBuilder().profile(WireProfile.NCHAN).build();
  }

  private void post(PublisherConfig publisher, String body, String... header) {
    InMemoryExchange.Builder request = InMemoryExchange.request("POST", "/pub?id=a").body(body);
    for (int i = 0; i < header.length; i += 2) {
      request.header(header[i], header[i + 1]);
    }
    InMemoryExchange exchange = request.build();
    engine.publisher(publisher).handle(exchange);
    assertThat(exchange.response().status()).isBetween(201, 202);
  }

  private static void expect(InMemoryWebSocket socket, int first, String text) {
    assertThat(socket.frames())
        .singleElement()
        .satisfies(
            frame -> {
              assertThat(frame.first()).isEqualTo(first);
              assertThat(frame.inflated()).isEqualTo(text);
            });
  }

  @Test
  void messageOfACompressingPublisherIsCompressedForThoseWhoOffered() {
    InMemoryWebSocket offering = open(SUB, OFFER);
    InMemoryWebSocket plain = open(SUB);
    String message = "C:" + "q".repeat(1024);

    post(compressing, message);

    List<WebSocketFrame> frames = offering.frames();
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).first()).isEqualTo(DEFLATED_TEXT);
    assertThat(frames.get(0).payload().size()).isEqualTo(12);
    assertThat(frames.get(0).inflated()).isEqualTo(message);
    assertThat(plain.frames()).containsExactly(text(message));
  }

  @ParameterizedTest
  @CsvSource({"''", "x", "C:wut?"})
  void messageIsCompressedHoweverShortItIs(String message) {
    InMemoryWebSocket socket = open(SUB, OFFER);

    post(compressing, message);

    expect(socket, DEFLATED_TEXT, message);
  }

  @Test
  void messageThatGetsLongerIsCompressedAllTheSame() {
    byte[] bytes = new byte[20_000];
    new Random(1).nextBytes(bytes);
    InMemoryWebSocket socket = open(SUB, OFFER);
    InMemoryExchange exchange =
        InMemoryExchange.request("POST", "/pub?id=a").body(MessageBody.wrap(bytes)).build();

    engine.publisher(compressing).handle(exchange);

    assertThat(socket.frames())
        .singleElement()
        .satisfies(frame -> assertThat(frame.first()).isEqualTo(0xc2))
        .satisfies(frame -> assertThat(frame.payload().size()).isGreaterThan(20_000));
  }

  @Test
  void messagesOfOtherPublishersGoOutPlain() {
    config = config.toBuilder().webSockets(w -> w.deflateLevel(6)).build();
    InMemoryWebSocket socket = open(SUB, OFFER);
    String message = "R:" + "q".repeat(1024);

    post(PublisherConfig.builder().profile(WireProfile.NCHAN).build(), message);
    publish(message);

    assertThat(socket.frames()).containsExactly(text(message), text(message));
  }

  @Test
  void metadataStandsInFrontOfTheCompressedBody() {
    InMemoryWebSocket socket = open(SUB, OFFER, META);

    post(compressing, "hello", "Content-Type", "text/x");

    long second = time.epochSecond() + 1;
    expect(socket, DEFLATED_TEXT, "id: " + second + ":0\ncontent-type: text/x\n\nhello");
  }

  @Test
  void clientThatComesLaterGetsTheCompressedCopy() {
    post(compressing, "one");
    post(compressing, "two");

    List<WebSocketFrame> frames = open(SUB, OFFER).frames();

    assertThat(frames).extracting(WebSocketFrame::first).containsOnly(DEFLATED_TEXT);
    assertThat(frames).extracting(WebSocketFrame::inflated).containsExactly("one", "two");
  }

  @Test
  void clientWithASmallWindowGetsLongMessagesCompressedForIt() {
    InMemoryWebSocket small =
        open(SUB, "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15");
    Random random = new Random(1);
    StringBuilder message = new StringBuilder();
    random.ints(1500, 'a', 'z').forEach(c -> message.append((char) c));
    message.append(message.toString());

    post(compressing, message.toString());

    WebSocketFrame frame = small.frames().get(0);
    assertThat(frame.first()).isEqualTo(DEFLATED_TEXT);
    assertThat(frame.inflated()).isEqualTo(message.toString());
    // what repeats itself lies farther back than the 1,024 bytes that were agreed upon
    assertThat(frame.payload().size()).isGreaterThan(1600);
  }

  @Test
  void clientWithDeflateFrameGetsPlainFramesAndIsUnderstood() {
    InMemoryWebSocket socket =
        InMemoryWebSocket.open(
            engine.pubSub(compressing, config),
            "/pubsub?id=a",
            "Sec-WebSocket-Extensions: x-webkit-deflate-frame; max_window_bits=15");
    assertThat(socket.connection().header("Sec-WebSocket-Extensions"))
        .contains("x-webkit-deflate-frame; max_window_bits=10");

    // "Hello" twice, the second time as a reference to the first one
    socket.send(deflated("f248cdc9c90700"));
    socket.send(deflated("f200110000"));

    assertThat(socket.frames()).containsExactly(text("Hello"), text("Hello"));
  }

  private static WebSocketFrame deflated(String hex) {
    return new WebSocketFrame(DEFLATED_TEXT, MessageBody.wrap(HexFormat.of().parseHex(hex)));
  }

  @Test
  void filterOfTheApplicationMayReplaceWhatIsCompressed() {
    compressing =
        compressing.toBuilder()
            .hooks(
                Hooks.builder()
                    .filter(
                        MessageFilter.of(
                            draft ->
                                MessageFilter.publish(
                                    draft.withBody(MessageBody.utf8("replaced")))))
                    .build())
            .build();
    InMemoryWebSocket socket = open(SUB, OFFER);

    post(compressing, "original");

    expect(socket, DEFLATED_TEXT, "replaced");
  }

  @Test
  void messageThatComesOverAWebSocketIsCompressed() {
    InMemoryWebSocket subscriber = open(SUB, OFFER);
    InMemoryWebSocket publisher =
        InMemoryWebSocket.open(engine.publisher(compressing), "/pub?id=a", OFFER);
    assertThat(publisher.connection().header("Sec-WebSocket-Extensions")).isPresent();

    publisher.send("hello");

    expect(subscriber, DEFLATED_TEXT, "hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate; client_max_window_bits=8 | invalid client_max_window_bits permessage-deflate setting",
        "permessage-deflate; server_max_window_bits=16 | invalid server_max_window_bits permessage-deflate setting",
        "permessage-deflate; server_max_window_bits=9 | server_max_window_bits perframe-deflate is too small",
        "deflate-frame; max_window_bits=0 | invalid max_window_bits perframe-deflate setting",
        "x-webkit-deflate-frame; max_window_bits=9 | max_window_bits perframe-deflate is too small",
      })
  void offerThatNchanRefusesIsRefusedInItsWords(String offer, String words) {
    InMemoryExchange exchange =
        InMemoryWebSocket.handshake(SUB).header("Sec-WebSocket-Extensions", offer).build();

    engine.subscriber(config).handle(exchange);

    assertThat(exchange.response().status()).isEqualTo(400);
    assertThat(exchange.response().body().utf8()).isEqualTo(words);
  }

  @Test
  void standardProfileKeepsItsLimits() {
    config = config.toBuilder().profile(WireProfile.STANDARD).build();
    InMemoryWebSocket socket = open(SUB, OFFER);
    PublisherConfig standard = compressing.toBuilder().profile(WireProfile.STANDARD).build();

    post(standard, "q".repeat(1024));

    assertThat(socket.connection().header("Sec-WebSocket-Extensions")).isEmpty();
    assertThat(socket.frames()).containsExactly(text("q".repeat(1024)));
  }
}
