package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.WebSocketFrame;

/** How a WebSocket ends, and who ends it. */
class WebSocketEndTest extends WebSocketFixture {
  @Test
  void aDeletedChannelEndsIt() {
    InMemoryWebSocket socket = open(SUB);
    publish("last");

    engine.channel("a").delete().join();

    assertThat(socket.frames())
        .containsExactly(text("last"), WebSocketFrame.close(1001, "410 Gone"));
    assertThat(socket.connection().isEnded()).isFalse();
    int timers = time.pendingTimers();
    socket.send(WebSocketFrame.close(1001, ""));
    assertThat(socket.connection().isEnded()).isTrue();
    assertThat(time.pendingTimers()).isEqualTo(timers - 1);
  }

  @Test
  void aClientThatDoesNotAnswerTheEndIsCutOff() {
    InMemoryWebSocket socket = open(SUB);
    engine.channel("a").delete().join();

    socket.send("still talking");
    time.advance(Duration.ofSeconds(1));
    assertThat(socket.connection().isClosed()).isFalse();
    time.advance(Duration.ofSeconds(1));

    assertThat(socket.connection().isClosed()).isTrue();
  }

  @Test
  void closeFrameOfTheClientIsEchoedWithCodeAndReason() {
    InMemoryWebSocket socket = open(SUB);

    socket.send(WebSocketFrame.close(4000, "genug für heute"));

    assertThat(socket.frames()).containsExactly(WebSocketFrame.close(4000, "genug für heute"));
    assertThat(socket.connection().isEnded()).isTrue();
    assertThat(subscribers()).isZero();
    publish("to nobody");
    assertThat(socket.frames()).isEmpty();
  }

  @Test
  void closeFrameWithoutCodeIsEchoedWithoutCode() {
    InMemoryWebSocket socket = open(SUB);

    socket.send(WebSocketFrame.of(WebSocketFrame.CLOSE, ""));

    assertThat(socket.frames()).containsExactly(WebSocketFrame.of(WebSocketFrame.CLOSE, ""));
  }

  @Test
  void aClientLeaves() {
    InMemoryWebSocket socket = open(SUB);

    socket.connection().clientLeaves();

    assertThat(subscribers()).isZero();
  }

  @Test
  void whatBreaksTheProtocolEndsIt() {
    InMemoryWebSocket socket = open(SUB);

    socket.send(WebSocketFrame.of(0xf1, "reserved bits"));

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1002, "A reserved bit is set"));
    assertThat(socket.connection().isEnded()).isTrue();
    assertThat(subscribers()).isZero();
  }

  @Test
  void aTimeoutEndsItWhereNchanHasOne() {
    config =
        config.toBuilder()
            .profile(WireProfile.NCHAN)
            .policy(SubscribePolicy.builder().timeout(Duration.ofSeconds(5)).build())
            .build();
    InMemoryWebSocket socket = open(SUB);

    time.advance(Duration.ofSeconds(5));

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1000, "408 408 Request Timeout"));
  }

  @Test
  void theEndOfTheRelayEndsIt() {
    InMemoryWebSocket socket = open(SUB);

    engine.drain();

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1012, "503 Service Unavailable"));
  }

  @Test
  void theLastOneMayTakeThePlace() {
    config =
        config.toBuilder()
            .policy(
                SubscribePolicy.NO_TIMEOUT.toBuilder()
                    .concurrency(SubscriberConcurrency.LAST)
                    .build())
            .build();
    InMemoryWebSocket first = open(SUB);

    InMemoryWebSocket second = open(SUB);

    assertThat(first.frames()).containsExactly(WebSocketFrame.close(1001, "409 Conflict"));
    assertThat(second.frames()).isEmpty();
  }

  @Test
  void aClientThatDoesNotKeepUpIsSentAway() {
    config =
        config.toBuilder()
            .streams(s -> s.policy(StreamPolicy.NO_HEARTBEAT.toBuilder().maxLag(3, 1000).build()))
            .build();
    InMemoryWebSocket socket = open(SUB);
    socket.connection().stall();

    for (int i = 0; i < 20; i++) {
      publish("" + i);
    }

    assertThat(socket.frames())
        .containsExactly(text("0"), WebSocketFrame.close(1013, "429 Too Slow"));
  }
}
