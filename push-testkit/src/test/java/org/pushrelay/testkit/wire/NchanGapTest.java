package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryStream;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.WebSocketFrame;

/** How streams of the NCHAN profile tell a client that messages behind its id are gone. */
class NchanGapTest extends StreamFixture {
  private static final String META = "Sec-WebSocket-Protocol: ws+meta.nchan";

  private String missed = "";

  @BeforeEach
  void clientHasAnIdOlderThanTheBuffer() {
    config = config.toBuilder().profile(WireProfile.NCHAN).build();
    publish("had");
    missed = lastId(events());
    for (String text : new String[] {"lost", "kept"}) {
      publish(MessageDraft.text(text).withPolicy(BufferPolicy.builder().maxMessages(1).build()));
    }
  }

  private String openMeta(String... more) {
    String[] lines = new String[more.length + 1];
    lines[0] = META;
    System.arraycopy(more, 0, lines, 1, more.length);
    InMemoryWebSocket socket =
        InMemoryWebSocket.open(
            engine.subscriber(config), "/sub?id=a&last_event_id=" + missed, lines);
    return socket.frames().stream().map(WebSocketFrame::text).reduce("", String::concat);
  }

  @Test
  void eventStreamTellsTheGapByAComment() {
    assertThat(withoutIds(events("Last-Event-ID", missed)))
        .isEqualTo(": hi\n\n: push-gap " + missed + "\n\ndata: kept\n\n");
  }

  @Test
  void eventStreamTellsAboutMessagesLostInARestart() {
    time.advance(Duration.ofSeconds(30));
    PushEngine restarted = PushEngine.builder().time(time, time).build();
    InMemoryExchange exchange =
        InMemoryExchange.request("GET", "/sub?id=a")
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", missed)
            .build();
    restarted.subscriber(config).handle(exchange);

    restarted.channel("a").publish(MessageDraft.text("new")).join();

    assertThat(withoutIds(exchange.streamed()))
        .isEqualTo(": hi\n\n: push-gap " + missed + "\n\ndata: new\n\n");
  }

  @Test
  void eventStreamWithoutAGapHasNoComment() {
    InMemoryStream stream = events();

    publish("next");

    assertThat(stream.text()).doesNotContain("push-gap");
  }

  @Test
  void multipartStreamTellsTheGapInTheHeadOfAPart() {
    InMemoryStream stream = ask("Accept", "multipart/mixed", "Last-Event-ID", missed).streamed();

    assertThat(stream.text()).contains("\r\nPush-Gap: " + missed + "\r\n\r\nkept\r\n--");
  }

  @Test
  void batchOfAPollTellsTheGapInItsHeadOnly() {
    publish("newer");
    config =
        config.toBuilder()
            .streams(StreamConfig.builder().pollResponseMode(PollResponseMode.MULTIPART).build())
            .build();

    var response = ask("Last-Event-ID", missed).response();

    assertThat(response.header("Push-Gap")).hasValue(missed);
    assertThat(response.body().utf8()).contains("newer").doesNotContain("Push-Gap");
  }

  @Test
  void webSocketWithMetadataTellsTheGapInALine() {
    assertThat(openMeta())
        .matches("id: \\d+:2\npush-gap: " + missed + "\ncontent-type: text/plain.*\n\nkept");
  }

  @Test
  void webSocketOfAPageIsLeftInPeaceSinceNchansClientReadsTwoLinesOnly() {
    String frame = openMeta("Origin: http://localhost");

    // the pattern of NchanSubscriber.js: with a line in between, it finds nothing
    assertThat(frame).matches("id: .*\n(content-type: (.*)\n)?\nkept");
  }

  @Test
  void streamsTellNoGapWhereThatIsSwitchedOff() {
    config = config.toBuilder().profile(WireProfile.NCHAN.without(Trait.GAP_IN_STREAMS)).build();

    assertThat(withoutIds(events("Last-Event-ID", missed))).isEqualTo(": hi\n\ndata: kept\n\n");
    assertThat(openMeta()).doesNotContain("push-gap");
    assertThat(ask("Accept", "multipart/mixed", "Last-Event-ID", missed).streamed().text())
        .doesNotContain("Push-Gap");
    assertThat(ask("Last-Event-ID", missed).response().header("Push-Gap")).hasValue(missed);
  }
}
