package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Channel ids of all kinds, in the query and in the path. */
public interface ChannelIdContract extends TransportContract {

  @Test
  default void idsAreDecodedOnceAndComparedExactly(RelayUnderTest relay) {
    List<String> ids =
        List.of(
            "a",
            "A",
            "a%20b",
            "a%2520b",
            "a%2Fb",
            "..%2F..%2Fetc%2Fpasswd",
            "%C3%BC",
            "u%CC%88",
            "%E2%82%AC",
            "%F0%9F%98%80",
            "$%7Bjndi:x%7D",
            "%25s%25n",
            "a%00b",
            "a%0d%0ab");
    HttpConnection client = relay.connect();
    for (String id : ids) {
      assertThat(client.post("/pub?id=" + id, id).receive().status()).as(id).isEqualTo(202);
    }

    for (String id : ids) {
      assertThat(client.get("/sub?id=" + id).receive().text()).isEqualTo(id);
    }
    assertThat(relay.messages("a b")).isEqualTo(1);
    assertThat(relay.messages("a%20b")).isEqualTo(1);
    assertThat(relay.messages("\u20ac")).isEqualTo(1);
    assertThat(relay.engine().channels()).hasSize(ids.size());
  }

  @Test
  default void anIdThatCannotBeDecodedIsRefused(RelayUnderTest relay) {
    for (String id : List.of("%zz", "%", "%4", "%ff", "%C3", "%C0%80")) {
      assertThat(relay.request("GET", "/sub?id=" + id).status()).as(id).isEqualTo(400);
      assertThat(relay.request("POST", "/pub?id=" + id, "Content-Length: 0").status())
          .isEqualTo(400);
    }
    assertThat(relay.engine().channels()).isEmpty();
  }

  @Test
  default void noIdIs404(RelayUnderTest relay) {
    for (String target : List.of("/sub", "/sub?id=", "/sub?id", "/sub?x=a", "/pub?", "/pub?id=")) {
      ReceivedResponse response = relay.request("GET", target);
      assertThat(response.status()).as(target).isEqualTo(404);
      assertThat(response.text()).as(target).isEqualTo("No channel id provided.");
    }
  }

  @Test
  default void aLongIdIsRefusedAndNothingIsStored(RelayUnderTest relay) {
    String id = "x".repeat(10_000);

    HttpConnection client = relay.connect();
    client.post("/pub?id=" + id, "x");

    assertThat(client.receiveOrClosed().status()).isIn(400, 414, 431);
    assertThat(relay.engine().channels()).isEmpty();
    assertThat(relay.publish("x".repeat(1024), "x").status()).isEqualTo(202);
  }

  @Test
  default void theFirstOfSeveralIdsCounts(RelayUnderTest relay) {
    relay.connect().post("/pub?x=1&ID=a&id=b", "x").receive();

    assertThat(relay.messages("a")).isEqualTo(1);
    assertThat(relay.messages("b")).isZero();
  }

  @Test
  default void anIdInThePathIsDecodedOnce(RelayUnderTest relay) {
    HttpConnection client = relay.connect();
    for (String id : List.of("a", "a%20b", "a+b", "%C3%BC")) {
      assertThat(client.post("/path/pub/" + id, id).receive().status()).as(id).isEqualTo(202);
      assertThat(client.get("/path/sub/" + id).receive().text()).isEqualTo(id);
    }
    assertThat(relay.messages("a b")).isEqualTo(1);
    assertThat(relay.messages("a+b")).isEqualTo(1);
    assertThat(relay.messages("\u00fc")).isEqualTo(1);
  }

  @Test
  default void aDoubtfulPathIsServedAsItIsWrittenOrRefused(RelayUnderTest relay) {
    for (String id :
        List.of("a%2Fb", "a%2520b", "%00", "%zz", "%2e%2e", "..", "a;b=c", "a//b", "a\\b")) {
      HttpConnection client = relay.connect();
      client.post("/path/pub/" + id, "doubtful");

      ReceivedResponse response = client.receiveOrClosed();

      // 404, or 405 from what the server has at the root: it may resolve the dots
      assertThat(response.status()).as(id).isIn(0, 202, 400, 404, 405);
    }
    // no request reached the endpoint of another path
    assertThat(relay.engine().channels())
        .allSatisfy(channel -> assertThat(channel.name()).isNotIn("pub", "sub"));
  }
}
