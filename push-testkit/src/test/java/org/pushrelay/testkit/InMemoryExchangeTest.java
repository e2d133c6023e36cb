package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;

class InMemoryExchangeTest {
  private final List<String> told = new ArrayList<>();

  private final ResponseListener sending =
      new ResponseListener() {
        @Override
        public void onSent() {
          told.add("sent");
        }

        @Override
        public void onFailure(Throwable cause) {
          told.add("not sent");
        }
      };

  private final BodyListener reading =
      new BodyListener() {
        @Override
        public void onBody(MessageBody body) {
          told.add(body.utf8());
        }

        @Override
        public void onTooLarge() {
          told.add("too large");
        }

        @Override
        public void onNoRoom() {
          told.add("no room");
        }

        @Override
        public void onFailure(Throwable cause) {
          told.add("broken off");
        }
      };

  private static InMemoryExchange.Builder get() {
    return InMemoryExchange.request("GET", "/sub?id=a%20b");
  }

  @Test
  void showsTheRequestAsItWasWritten() {
    InMemoryExchange exchange =
        get().header("Host", "example.org:80").header("x", "1").header("X", "2").build();

    assertThat(exchange.request().path()).isEqualTo("/sub");
    assertThat(exchange.request().query()).isEqualTo("id=a%20b");
    assertThat(exchange.request().headers("X")).containsExactly("1", "2");
    assertThat(exchange.request().host()).isEqualTo("example.org");
  }

  @Test
  void insistsOnOneAnswerAndOnNoLookAtTheRequestAfterIt() {
    InMemoryExchange exchange = get().build();
    assertThatThrownBy(exchange::response).isInstanceOf(AssertionError.class);
    assertThat(exchange.isHeld()).isTrue();

    exchange.respond(PushResponse.of(200), sending);

    assertThat(exchange.isHeld()).isFalse();
    assertThat(exchange.response().status()).isEqualTo(200);
    assertThat(told).containsExactly("sent");
    assertThatIllegalStateException().isThrownBy(exchange::request);
    exchange.respond(PushResponse.of(304));
    assertThatThrownBy(exchange::response).isInstanceOf(AssertionError.class);
  }

  @Test
  void aClientThatLeftIsNoticedAndGetsNoAnswer() {
    InMemoryExchange exchange = get().build();
    exchange.whenClientGone(() -> told.add("gone"));

    exchange.clientLeaves();
    exchange.clientLeaves();
    exchange.respond(PushResponse.of(200), sending);

    assertThat(told).containsExactly("gone", "not sent");
    assertThat(exchange.isHeld()).isFalse();
  }

  @Test
  void aDepartureMayBeNoticedLateOrNotAtAll() {
    InMemoryExchange early = get().build();
    early.clientLeaves();
    early.whenClientGone(() -> told.add("late"));
    InMemoryExchange unnoticed = get().withoutNoticingDeparture().build();
    unnoticed.whenClientGone(() -> told.add("never"));

    unnoticed.clientLeaves();

    assertThat(unnoticed.noticesDeparture()).isFalse();
    assertThat(told).containsExactly("late");
  }

  @Test
  void aBodyArrivesWholeOrTooLargeOrBreaksOff() {
    get().body("body").build().readBody(4, reading);
    get().body("body").build().readBody(3, reading);
    get().body("bo").breakingOff().build().readBody(4, reading);
    get().build().readBody(0, reading);

    assertThat(told).containsExactly("body", "too large", "broken off", "");
  }

  @Test
  void sendingMayFail() {
    get().failingToSend().build().respond(PushResponse.of(200), sending);

    assertThat(told).containsExactly("not sent");
  }
}
