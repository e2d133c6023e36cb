package org.pushrelay.testkit.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.WebSocketFrame;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/** What becomes of messages that come over a WebSocket where an application looks at them first. */
class WebSocketFilterTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final List<AccessRequest> asked = new ArrayList<>();
  private final List<CompletableFuture<MessageFilter.Outcome>> outcomes = new ArrayList<>();

  private InMemoryWebSocket socket(MessageFilter filter) {
    ExchangeHandler endpoint = engine.publisher(p -> p.hooks(h -> h.filter(filter)));
    return InMemoryWebSocket.open(endpoint, InMemoryWebSocket.handshake("/pub?id=a").build());
  }

  private static MessageFilter deciding() {
    return MessageFilter.of(
        draft ->
            switch (draft.body().utf8()) {
              case "drop" -> MessageFilter.drop();
              case "curse" -> MessageFilter.refuse(PushResponse.of(403));
              default ->
                  MessageFilter.publish(
                      draft.withBody(
                          MessageBody.utf8(draft.body().utf8().toUpperCase(Locale.ROOT))));
            });
  }

  private MessageFilter later() {
    return (accessRequest, draft) -> {
      asked.add(accessRequest);
      CompletableFuture<MessageFilter.Outcome> outcome = new CompletableFuture<>();
      outcomes.add(outcome);
      return outcome;
    };
  }

  private int messages() {
    return engine.channel("a").info().join().map(ChannelInfo::messages).orElse(0);
  }

  private String oldest() {
    InMemoryExchange poll = InMemoryExchange.request("GET", "/sub?id=a").build();
    engine.subscriber(SubscriberConfig.DEFAULT).handle(poll);
    return poll.response().body().utf8();
  }

  @Test
  void theyAreReplacedDroppedAndRefused() {
    InMemoryWebSocket socket = socket(deciding());

    socket.send("loud");
    socket.send("drop");
    socket.send("curse");
    socket.send("too late");

    assertThat(messages()).isOne();
    assertThat(oldest()).isEqualTo("LOUD");
    List<WebSocketFrame> responses = socket.frames();
    assertThat(responses).hasSize(3);
    assertThat(responses.get(1).text()).contains("queued messages: 1");
    assertThat(responses.get(2)).isEqualTo(WebSocketFrame.close(1008, "403 Forbidden"));
  }

  @Test
  void theyAreLookedAtInTheirOrder() {
    InMemoryWebSocket socket = socket(later());

    socket.send("1");
    socket.send("2");
    assertThat(outcomes).hasSize(1);
    assertThat(messages()).isZero();
    outcomes.get(0).complete(MessageFilter.publish(MessageDraft.text("first")));
    outcomes.get(1).complete(MessageFilter.publish(MessageDraft.text("second")));

    assertThat(messages()).isEqualTo(2);
    assertThat(oldest()).isEqualTo("first");
    assertThat(asked).extracting(AccessRequest::kind).containsExactly("websocket", "websocket");
    assertThat(socket.frames()).hasSize(2);
  }

  @Test
  void behindOneThatIsRefusedNoneIsPublished() {
    InMemoryWebSocket socket = socket(later());

    socket.send("1");
    socket.send("2");
    outcomes.get(0).complete(MessageFilter.refuse(PushResponse.of(422)));

    assertThat(outcomes).hasSize(1);
    assertThat(messages()).isZero();
    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1008, "422 Unprocessable Content"));
  }

  @Test
  void noAnswerInTimeIsANo() {
    InMemoryWebSocket socket = socket(later());
    socket.send("m");

    time.advance(Hooks.NONE.timeLimit());

    assertThat(messages()).isZero();
    assertThat(socket.frames()).containsExactly(WebSocketFrame.close(1011, "504 Gateway Timeout"));
  }

  @Test
  void whoSubscribesAndPublishesIsLookedAtToo() {
    InMemoryExchange handshake = InMemoryWebSocket.handshake("/ws?id=a").build();
    InMemoryWebSocket socket =
        InMemoryWebSocket.open(
            engine.pubSub(
                PublisherConfig.builder().hooks(h -> h.filter(deciding())).build(),
                SubscriberConfig.DEFAULT),
            handshake);

    socket.send("loud");

    assertThat(socket.frames()).extracting(WebSocketFrame::text).contains("LOUD");
  }
}
