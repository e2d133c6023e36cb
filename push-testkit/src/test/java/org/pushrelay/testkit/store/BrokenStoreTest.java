package org.pushrelay.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.channel.LogReader;
import org.pushrelay.channel.StorageUsage;
import org.pushrelay.channel.StoreException;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.GroupConfig;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RecordingFlow;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.testkit.WebSocketFrame;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/** A store that breaks: whoever meets it is told, and nobody else suffers. */
class BrokenStoreTest {
  private final ManualTime time = new ManualTime();
  private final BreakableStore store = new BreakableStore(new MemoryChannelStore(time, 1 << 20));
  private final PushEngine engine = PushEngine.builder().time(time, time).store(store).build();
  private final RelayClient client = RelayClient.of(engine);
  private final Channel channel = engine.channel("a");

  @Test
  void publishersAndSubscribersGet503AndMayComeBack() {
    store.opens = false;

    List<PushResponse> responses =
        List.of(
            client.post("/pub?id=a", "m").response(),
            client.send("PUT", "/pub?id=a", "").response(),
            client.get("/sub?id=a").response());

    assertThat(responses)
        .allSatisfy(
            response -> {
              assertThat(response.status()).isEqualTo(503);
              assertThat(response.header("Retry-After")).isPresent();
              assertThat(response.closes()).isFalse();
            });
    store.opens = true;
    assertThat(client.post("/pub?id=a", "m").response().status()).isEqualTo(202);
  }

  @Test
  void aPublisherOverAWebSocketIsSentAway() {
    InMemoryWebSocket socket = InMemoryWebSocket.open(engine.publisher(), "/pub?id=a");
    store.opens = false;

    socket.send("m");
    socket.send("n");

    assertThat(socket.frames())
        .containsExactly(WebSocketFrame.close(1011, "503 Service Unavailable"));
  }

  @Test
  void callersOfTheJavaApiAreToldByTheFutureOrTheFlow() {
    store.opens = false;
    RecordingFlow flow = RecordingFlow.unbounded();
    channel.messages(Cursor.oldest()).subscribe(flow);

    assertThat(flow.error().orElseThrow()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> channel.publish(MessageDraft.text("m")).join())
        .hasCauseInstanceOf(StoreException.class);
    assertThatThrownBy(() -> channel.create(Duration.ofSeconds(1)).join())
        .hasCauseInstanceOf(StoreException.class);
    assertThat(channel.info().join()).isEmpty();
  }

  @Test
  void aGroupThatCannotBeDeletedIsAnswered() {
    ExchangeHandler group = engine.group(GroupConfig.of("limited"));
    engine.groups().count("limited", GroupLimits.NONE);
    engine.channel(new ChannelId("limited", "a")).publish(MessageDraft.text("m")).join();
    store.closes = false;

    InMemoryExchange deletion = InMemoryExchange.request("DELETE", "/group").build();
    group.handle(deletion);

    assertThat(deletion.awaitAnswer().status()).isEqualTo(503);
    assertThat(deletion.response().header("Retry-After")).isPresent();
    InMemoryExchange question = InMemoryExchange.request("GET", "/group").build();
    group.handle(question);
    assertThat(question.response().status()).isEqualTo(200);
  }

  @Test
  void whoIsHeldStaysWhenAMessageCannotBeStored() {
    InMemoryExchange held = client.get("/sub?id=a");
    store.appends = false;

    assertThat(client.post("/pub?id=a", "lost").response().status()).isEqualTo(503);
    assertThat(held.isHeld()).isTrue();

    store.appends = true;
    assertThat(client.post("/pub?id=a", "stored").response().status()).isEqualTo(201);
    assertThat(held.response().body().utf8()).isEqualTo("stored");
  }

  @Test
  void aChannelThatGotNoMessageGoesAgain() {
    store.appends = false;
    client.post("/pub?id=a", "lost");

    time.advance(Duration.ofSeconds(5));

    assertThat(engine.channels()).isEmpty();
    assertThat(engine.usedBytes()).isZero();
    assertThat(time.pendingTimers()).isZero();
  }

  /** A store in memory that can be made to fail. */
  private static final class BreakableStore implements ChannelStore {
    private final ChannelStore store;
    private boolean opens = true;
    private boolean appends = true;
    private boolean closes = true;

    BreakableStore(ChannelStore store) {
      this.store = store;
    }

    @Override
    public Optional<ChannelLog> open(ChannelId id) {
      if (!opens) {
        throw new StoreException("cannot open " + id, new IOException("the disk is gone"));
      }
      return store.open(id).map(BreakableLog::new);
    }

    @Override
    public boolean hasReached(long second) {
      return store.hasReached(second);
    }

    @Override
    public long usedBytes() {
      return store.usedBytes();
    }

    private final class BreakableLog implements ChannelLog {
      private final ChannelLog log;

      BreakableLog(ChannelLog log) {
        this.log = log;
      }

      @Override
      public Optional<Message> append(MessageDraft draft) {
        if (!appends) {
          throw new StoreException("cannot append", new IOException("the disk is gone"));
        }
        return log.append(draft);
      }

      @Override
      public Optional<Message> after(Cursor cursor) {
        return log.after(cursor);
      }

      @Override
      public LogReader read(Cursor cursor) {
        return log.read(cursor);
      }

      @Override
      public int size() {
        return log.size();
      }

      @Override
      public StorageUsage stored() {
        return log.stored();
      }

      @Override
      public StorageUsage storedWith(MessageDraft draft) {
        return log.storedWith(draft);
      }

      @Override
      public long nextExpiry() {
        return log.nextExpiry();
      }

      @Override
      public void received(Message message) {
        log.received(message);
      }

      @Override
      public void close() {
        if (!closes) {
          throw new StoreException("cannot close", new IOException("the disk is gone"));
        }
        log.close();
      }
    }
  }
}
