package org.pushrelay.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

class ForwardingExchangeTest {
  private static final PushResponse ANSWER = PushResponse.of(200);

  private final Recording within = new Recording();
  private final Exchange exchange = new ForwardingExchange(within) {};

  @Test
  void requestsAreThoseOfTheOther() {
    assertThat(exchange.request()).isSameAs(within.request);

    exchange.readBody(7, Listener.INSTANCE);

    assertThat(within.calls).containsExactly(List.of("readBody", 7L, Listener.INSTANCE));
  }

  @Test
  void anAnswerIsHandedOnWithItsListener() {
    exchange.respond(ANSWER, Listener.INSTANCE);

    assertThat(within.calls).containsExactly(List.of("respond", ANSWER, Listener.INSTANCE));
  }

  @Test
  void aStreamIsThatOfTheOther() {
    assertThat(exchange.stream(ANSWER, Listener.INSTANCE)).isSameAs(within.upgrade);

    assertThat(within.calls).containsExactly(List.of("stream", ANSWER, Listener.INSTANCE));
  }

  @Test
  void anUpgradeIsThatOfTheOther() {
    List<Header> headers = List.of(new Header("Upgrade", "websocket"));

    assertThat(exchange.canUpgrade()).isTrue();
    assertThat(exchange.upgradesLater()).isFalse();
    assertThat(exchange.upgrade(headers, Listener.INSTANCE)).isSameAs(within.upgrade);

    assertThat(within.calls).containsExactly(List.of("upgrade", headers, Listener.INSTANCE));
  }

  @Test
  void theClientIsWatchedByTheOther() {
    Runnable action = () -> {};

    exchange.whenClientGone(action);

    assertThat(within.calls).containsExactly(List.of("whenClientGone", action));
    assertThat(exchange.noticesDeparture()).isTrue();
    assertThat(exchange.loop()).isSameAs(within.loop);
  }

  @Test
  void theShortWayToAnswerGoesByTheLongOne() {
    List<PushResponse> seen = new ArrayList<>();
    Exchange watched =
        new ForwardingExchange(within) {
          @Override
          public void respond(PushResponse response, ResponseListener listener) {
            seen.add(response);
            super.respond(response, listener);
          }
        };

    watched.respond(ANSWER);

    assertThat(seen).containsExactly(ANSWER);
    assertThat(within.calls).containsExactly(List.of("respond", ANSWER, ResponseListener.IGNORE));
  }

  /** One that has a body in the interface would otherwise be left out, and nobody would notice. */
  @Test
  void noMethodIsLeftOut() throws Exception {
    for (Method method : Exchange.class.getDeclaredMethods()) {
      if (method.isSynthetic()) {
        continue;
      }
      assertThat(ForwardingExchange.class.getMethod(method.getName(), method.getParameterTypes()))
          .extracting(Method::getDeclaringClass)
          .as(method.toString())
          .isEqualTo(ForwardingExchange.class);
    }
    assertThat(Arrays.asList(Exchange.class.getInterfaces())).isEmpty();
  }

  /** An exchange that remembers how it was called, and differs from what the interface says. */
  private static final class Recording implements Exchange {
    private final List<List<Object>> calls = new ArrayList<>();
    private final PushRequest request =
        new RequestCopy("GET", "/", "", Map.of(), "::1", 50000, "::1", 80, "", "http", "HTTP/1.1");
    private final Upgrade upgrade = new Nowhere();
    private final Loop loop = Loop.of(Runnable::run);

    @Override
    public PushRequest request() {
      return request;
    }

    @Override
    public void readBody(long maxBytes, BodyListener listener) {
      calls.add(List.of("readBody", maxBytes, listener));
    }

    @Override
    public void respond(PushResponse response, ResponseListener listener) {
      calls.add(List.of("respond", response, listener));
    }

    @Override
    public ResponseStream stream(PushResponse head, StreamListener listener) {
      calls.add(List.of("stream", head, listener));
      return upgrade;
    }

    @Override
    public boolean canUpgrade() {
      return true;
    }

    @Override
    public boolean upgradesLater() {
      return false;
    }

    @Override
    public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
      calls.add(List.of("upgrade", headers, listener));
      return upgrade;
    }

    @Override
    public void whenClientGone(Runnable action) {
      calls.add(List.of("whenClientGone", action));
    }

    @Override
    public boolean noticesDeparture() {
      return true;
    }

    @Override
    public Loop loop() {
      return loop;
    }
  }

  private enum Listener implements BodyListener, ResponseListener, UpgradeListener {
    INSTANCE;

    @Override
    public void onBody(MessageBody body) {}

    @Override
    public void onTooLarge() {}

    @Override
    public void onNoRoom() {}

    @Override
    public void onSent() {}

    @Override
    public void onFailure(Throwable cause) {}

    @Override
    public void onBytes(ByteBuffer bytes) {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed() {}
  }

  private static final class Nowhere implements Upgrade {
    @Override
    public void write(MessageBody piece) {}

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void end() {}

    @Override
    public void abort() {}

    @Override
    public void setReading(boolean reading) {}
  }
}
