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
      ReceivedResponse response = client.receive();
      assertThat(response.status()).isEqualTo(503);
      assertThat(Integer.parseInt(response.header("Retry-After").orElseThrow())).isBetween(1, 15);
      assertThat(response.closes()).isTrue();
      client.expectClosed();
    }
  }

  @Test
  default void inTheNhpmProfileTheyGet304AndTheirConnectionsEnd(RelayUnderTest relay) {
    HttpConnection client = relay.connect().get("/nhpm/sub?id=a");
    relay.awaitHeld("a", 1);

    relay.engine().drain();

    ReceivedResponse response = client.receive();
    assertThat(response.status()).isEqualTo(304);
    assertThat(response.closes()).isTrue();
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
      ReceivedResponse response = client.receive();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header("Retry-After")).isPresent();
      client.expectClosed();
    }
  }
}
