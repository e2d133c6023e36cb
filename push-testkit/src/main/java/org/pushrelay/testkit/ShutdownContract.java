package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The relay is shutting down while clients wait. */
public interface ShutdownContract extends TransportContract {

  @Test
  default void allWhoAreHeldAreToldToComeBackAndTheirConnectionsEnd(RelayUnderTest relay) {
    relay.expectServerErrors();
    List<HttpConnection> held = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      held.add(relay.connect().get("/sub?id=a"));
    }
    relay.awaitHeld("a", 20);

    relay.engine().drain();

    for (HttpConnection client : held) {
      HttpAnswer answer = client.receive();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(Integer.parseInt(answer.header("Retry-After").orElseThrow())).isBetween(1, 15);
      assertThat(answer.closes()).isTrue();
      client.expectClosed();
    }
  }

  @Test
  default void inTheNhpmProfileTheyGet304AndTheirConnectionsEnd(RelayUnderTest relay) {
    HttpConnection client = relay.connect().get("/nhpm/sub?id=a");
    relay.awaitHeld("a", 1);

    relay.engine().drain();

    HttpAnswer answer = client.receive();
    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.closes()).isTrue();
    if (relay.has(TransportTrait.CLOSES_AFTER_304)) {
      client.expectClosed();
    }
  }

  @Test
  default void whoComesWhileTheRelayShutsDownIsRefused(RelayUnderTest relay) {
    relay.expectServerErrors();
    relay.engine().drain();

    HttpConnection publisher = relay.connect().post("/pub?id=a", "late");
    HttpConnection subscriber = relay.connect().get("/sub?id=a");

    for (HttpConnection client : List.of(publisher, subscriber)) {
      HttpAnswer answer = client.receive();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isPresent();
      client.expectClosed();
    }
  }
}
