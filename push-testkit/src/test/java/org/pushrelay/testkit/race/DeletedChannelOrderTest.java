package org.pushrelay.testkit.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelLog;
import org.pushrelay.channel.ChannelStore;
import org.pushrelay.channel.Channels;
import org.pushrelay.channel.LogReader;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.ManualTime;

/** A channel is deleted and made again between two steps of a reader of several channels. */
class DeletedChannelOrderTest {
  private static final ChannelId A = ChannelId.of("a");
  private static final ChannelId B = ChannelId.of("b");

  private final ManualTime time = new ManualTime();
  private final Channels channels =
      new Channels(
          interceptPeeks(ChannelStore.class, new MemoryChannelStore(time, 1L << 20), null),
          time,
          time,
          List.of());
  private final Recorder recorder = new Recorder();

  /** Runs once, when the reader looks at channel b after it has looked at channel a. */
  private @Nullable Runnable beforePeekAtB;

  /** Passes all calls on, and runs what is due before a reader looks at channel b. */
  private <T> T interceptPeeks(Class<T> type, T target, @Nullable ChannelId channel) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Runnable due = beforePeekAtB;
              if (method.getName().equals("peek") && B.equals(channel) && due != null) {
                beforePeekAtB = null;
                due.run();
              }
              ChannelId id =
                  arguments != null && arguments[0] instanceof ChannelId named ? named : channel;
              try {
                return wrap(method.invoke(target, arguments), id);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private @Nullable Object wrap(@Nullable Object result, @Nullable ChannelId channel) {
    if (result instanceof Optional<?> optional) {
      return optional.map(value -> wrap(value, channel));
    }
    if (result instanceof ChannelLog log) {
      return interceptPeeks(ChannelLog.class, log, channel);
    }
    return result instanceof LogReader reader
        ? interceptPeeks(LogReader.class, reader, channel)
        : result;
  }

  private void publish(ChannelId channel, String text) {
    channels.channel(channel).publish(MessageDraft.text(text)).join();
  }

  private void deleteAndRecreateA() {
    publish(A, "before the deletion");
    channels.channel(A).delete().join();
    time.advance(Duration.ofSeconds(1));
    publish(A, "after the deletion");
    time.advance(Duration.ofSeconds(1));
    publish(B, "later");
  }

  @Test
  void messagesOfTheNewChannelComeBeforeLaterOnesOfOthers() {
    publish(A, "seen");
    publish(B, "seen");
    channels.stream(
        List.of(A, B), Cursor.newest(), SubscribePolicy.DEFAULT, StreamPolicy.DEFAULT, recorder);
    beforePeekAtB = this::deleteAndRecreateA;

    recorder.resume();

    assertThat(beforePeekAtB).isNull();
    assertThat(recorder.texts)
        .containsExactly("before the deletion", "after the deletion", "later");
  }

  private static final class Recorder implements StreamSubscriber {
    private final List<String> texts = new ArrayList<>();
    private @Nullable StreamSubscription subscription;

    void resume() {
      StreamSubscription begun = subscription;
      if (begun != null) {
        begun.resume();
      }
    }

    @Override
    public void onBegin(StreamSubscription begun) {
      subscription = begun;
    }

    @Override
    public boolean onMessage(Delivery delivery) {
      texts.add(delivery.message().body().utf8());
      return true;
    }

    @Override
    public void onPause() {}

    @Override
    public void onHeartbeat() {}

    @Override
    public void onEnd(EndReason reason) {
      throw new AssertionError("ended: " + reason);
    }
  }
}
