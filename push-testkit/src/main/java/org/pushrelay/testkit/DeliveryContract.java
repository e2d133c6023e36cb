package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.pushrelay.transport.Header;

/** Requests and answers come through whole: the part of {@link ExchangeContract} for every day. */
public interface DeliveryContract extends TransportContract {

  @Test
  default void aHeldGetIsAnsweredWithTheNextMessage(RelayUnderTest relay) {
    HttpConnection subscriber = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 1);
    assertThat(subscriber.isSilent()).as("not a byte is sent while it is held").isTrue();

    ReceivedResponse published = relay.publish("a", "hello");

    assertThat(published.status()).isEqualTo(201);
    ReceivedResponse message = subscriber.receive();
    assertThat(message.status()).isEqualTo(200);
    assertThat(message.text()).isEqualTo("hello");
  }

  @Test
  default void aStoredMessageIsAnsweredAtOnce(RelayUnderTest relay) {
    assertThat(relay.publish("a", "kept").status()).isEqualTo(202);

    ReceivedResponse message = relay.request("GET", "/sub?id=a");

    assertThat(message.status()).isEqualTo(200);
    assertThat(message.text()).isEqualTo("kept");
  }

  @Test
  default void aMessageHasItsHeadersInTheirOrder(RelayUnderTest relay) {
    HttpConnection publisher = relay.connect();
    publisher.post("/nhpm/pub?id=a", "x", "Content-Type: a/b;Charset=\"UTF-8\"").receive();

    ReceivedResponse message = relay.request("GET", "/nhpm/sub?id=a");

    List<String> names =
        List.of("Content-Type", "Last-Modified", "Etag", "Vary", "X-Content-Type-Options");
    assertThat(message.headers().stream().map(Header::name).filter(name -> isIn(names, name)))
        .usingElementComparator(
            relay.has(TransportTrait.KEEPS_HEADER_SPELLING)
                ? String::compareTo
                : String::compareToIgnoreCase)
        .containsExactlyInAnyOrderElementsOf(names);
    assertThat(message.header("Content-Type")).isPresent();
    assertThat(message.header("Last-Modified")).hasValue("Mon, 23 Nov 2026 01:30:01 GMT");
    assertThat(message.header("Etag")).hasValue("0");
    assertThat(message.header("Vary")).hasValue("If-None-Match, If-Modified-Since");
    assertThat(message.header("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(message.header("Content-Length")).hasValue("1");
    assertThat(message.header("Transfer-Encoding")).isEmpty();
  }

  private static boolean isIn(List<String> names, String name) {
    return names.stream().anyMatch(name::equalsIgnoreCase);
  }

  @Test
  default void aMessageWithoutContentTypeGetsNoneOnTheWay(RelayUnderTest relay) {
    relay.publish("a", "untyped");

    assertThat(relay.request("GET", "/sub?id=a").header("Content-Type")).isEmpty();
  }

  @Test
  default void aContentTypeMeansWhatItMeant(RelayUnderTest relay) {
    List<String> types =
        List.of(
            "a/b;Charset=\"UTF-8\"",
            "text/plain; charset=utf-8",
            "text/html;charset=ISO-8859-2",
            "multipart/x; boundary=\"a b\"");
    for (int i = 0; i < types.size(); i++) {
      String type = types.get(i);
      relay.connect().post("/pub?id=type-" + i, "x", "Content-Type: " + type).receive();

      String received =
          relay.request("GET", "/sub?id=type-" + i).header("Content-Type").orElseThrow();

      if (relay.has(TransportTrait.KEEPS_CONTENT_TYPE)) {
        assertThat(received).isEqualTo(type);
      } else {
        assertThat(meaning(received)).isEqualTo(meaning(type));
      }
    }
  }

  /** Case, blanks and quotation marks make no difference in the types of this test. */
  private static String meaning(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).replaceAll("[ \"]", "");
  }

  @Test
  default void aContentTypeWithoutCharsetGetsNoneOnTheWay(RelayUnderTest relay) {
    HttpConnection client = relay.connect();
    for (String type : List.of("text/plain", "text/html", "application/json", "x")) {
      client.post("/pub?id=" + type, "x", "Content-Type: " + type).receive();

      ReceivedResponse message = client.get("/sub?id=" + type).receive();

      assertThat(message.header("Content-Type")).hasValue(type);
    }
  }

  @Test
  default void idsOfMessagesComeBackAsTheyWent(RelayUnderTest relay) {
    for (String body : List.of("m0", "m1", "m2")) {
      relay.publish("a", body);
    }
    HttpConnection subscriber = relay.connect();
    ReceivedResponse m0 = subscriber.get("/sub?id=a").receive();

    ReceivedResponse m1 = subscriber.get("/sub?id=a", after(m0)).receive();
    ReceivedResponse m2 = subscriber.get("/sub?id=a", after(m1)).receive();

    assertThat(m0.header("Etag")).hasValue("\"0\"");
    assertThat(List.of(m0.text(), m1.text(), m2.text())).containsExactly("m0", "m1", "m2");
  }

  /** The header lines that ask for the message after this one. */
  static String[] after(ReceivedResponse message) {
    return new String[] {
      "If-Modified-Since: " + message.header("Last-Modified").orElseThrow(),
      "If-None-Match: " + message.header("Etag").orElseThrow()
    };
  }

  @Test
  default void anEmptyMessageIsDeliveredLiveAndStored(RelayUnderTest relay) {
    HttpConnection subscriber = relay.connect().get("/sub?id=a");
    relay.awaitHeld("a", 1);

    ReceivedResponse published = relay.publish("a", "");

    assertThat(published.status()).isEqualTo(201);
    for (ReceivedResponse message :
        List.of(subscriber.receive(), relay.request("GET", "/sub?id=a"))) {
      assertThat(message.status()).isEqualTo(200);
      assertThat(message.header("Content-Length")).hasValue("0");
    }
  }

  @Test
  default void aTimeoutIs304WithoutABody(RelayUnderTest relay) {
    HttpConnection subscriber = relay.connect().get("/short?id=a");
    relay.awaitHeld("a", 1);

    relay.time().advance(ContractEndpoints.SHORT_WAIT);

    ReceivedResponse response = subscriber.receive();
    assertThat(response.status()).isEqualTo(304);
    // RFC 9110, 8.6: there it would be the length of a response 200
    assertThat(response.header("Content-Length")).isEmpty();
    assertThat(subscriber.get("/poll?id=a").receive().status()).isEqualTo(304);
    assertThat(subscriber.get("/pub?id=a").receive().status()).isEqualTo(200);
  }

  @Test
  default void intervalPollOfTheNchanProfileKeepsItsPositionAndItsConnection(RelayUnderTest relay) {
    HttpConnection subscriber = relay.connect();
    String date = "Mon, 23 Nov 2026 10:05:55 GMT";

    ReceivedResponse response =
        subscriber
            .get("/nchan/poll?id=a", "If-Modified-Since: " + date, "If-None-Match: 7")
            .receive();

    assertThat(response.status()).isEqualTo(304);
    assertThat(response.header("Last-Modified")).contains(date);
    assertThat(response.header("Etag")).contains("7");
    assertThat(response.header("Vary")).contains("If-None-Match, If-Modified-Since");
    assertThat(subscriber.get("/pub?id=a").receive().status()).isEqualTo(200);
  }

  @Test
  default void deletingAnswers410ToAllWhoAreHeldAndKeepsTheirConnections(RelayUnderTest relay) {
    List<HttpConnection> held =
        List.of(relay.connect().get("/sub?id=a"), relay.connect().get("/sub?id=a"));
    relay.awaitHeld("a", 2);

    ReceivedResponse deleted = relay.request("DELETE", "/pub?id=a", "Accept: text/json");

    assertThat(deleted.text()).contains("\"subscribers\": 2");
    for (HttpConnection subscriber : held) {
      assertThat(subscriber.receive().status()).isEqualTo(410);
      assertThat(subscriber.get("/poll?id=a").receive().status()).isEqualTo(304);
    }
  }

  @Test
  default void otherMethodsGet405AndWhatIsAllowed(RelayUnderTest relay) {
    for (String method : List.of("PATCH", "FOO", "PROPFIND")) {
      assertThat(relay.request(method, "/pub?id=a").status()).as(method).isEqualTo(405);
      assertThat(relay.request(method, "/pub?id=a").header("Allow"))
          .hasValue("GET, POST, PUT, DELETE, OPTIONS");
    }
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "FOO")) {
      ReceivedResponse response = relay.request(method, "/sub?id=a", "Content-Length: 0");
      assertThat(response.status()).as(method).isEqualTo(405);
      assertThat(response.header("Allow")).hasValue("GET, OPTIONS");
    }
    assertThat(relay.channel("a").info().join()).isEmpty();
  }

  @Test
  default void traceEchoesNothing(RelayUnderTest relay) {
    HttpConnection client = relay.connect().request("TRACE", "/pub?id=a", "X-Secret: 12345");

    ReceivedResponse response = client.receiveOrClosed();

    assertThat(response.status()).isNotEqualTo(200);
    assertThat(response.text()).doesNotContain("12345");
  }

  @Test
  default void optionsIsAnsweredByTheEndpoint(RelayUnderTest relay) {
    ReceivedResponse response = relay.request("OPTIONS", "/nhpm/sub?id=a");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Access-Control-Allow-Methods")).hasValue("GET, OPTIONS");
    assertThat(response.header("Content-Length")).hasValue("0");
  }

  @Test
  default void putCreatesAndDeleteEnds(RelayUnderTest relay) {
    HttpConnection client = relay.connect();

    assertThat(client.request("PUT", "/pub?id=a", "Content-Length: 0").receive().status())
        .isEqualTo(200);
    assertThat(client.request("DELETE", "/pub?id=a").receive().status()).isEqualTo(200);
    assertThat(client.get("/pub?id=a").receive().status()).isEqualTo(404);
  }

  @Test
  default void headHasTheHeadersOfGetAndNoBody(RelayUnderTest relay) {
    relay.publish("a", "x");
    HttpConnection client = relay.connect();

    ReceivedResponse get = client.get("/pub?id=a").receive();
    ReceivedResponse head = client.request("HEAD", "/pub?id=a").receiveHead();
    ReceivedResponse refused = client.request("HEAD", "/sub?id=a").receiveHead();
    ReceivedResponse missing = client.request("HEAD", "/pub").receiveHead();

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
    assertThat(refused.status()).isEqualTo(405);
    assertThat(missing.status()).isEqualTo(404);
    assertThat(client.get("/pub?id=a").receive().text()).isEqualTo(get.text());
  }

  @Test
  default void theEndpointSeesTheRequestAsItCame(RelayUnderTest relay) {
    HttpConnection client = relay.connect();

    ReceivedResponse response =
        client.request("GET", "/seen/x%20y;z?a=%20b&c=d+e%2F&&=", "X-One: 1", "x-one: 2").receive();

    assertThat(response.text().lines())
        .containsExactly(
            "method GET",
            "path /seen/x%20y;z",
            "query a=%20b&c=d+e%2F&&=",
            "scheme " + relay.scheme(),
            "protocol HTTP/1.1",
            "host localhost",
            "remote 127.0.0.1 " + client.localPort(),
            "local 127.0.0.1 " + relay.port(),
            "x-one [1, 2]",
            "names [x-one]",
            "absent []");
  }

  @Test
  default void anEndpointThatThrowsHarmsOnlyItsOwnRequest(RelayUnderTest relay) {
    relay.expectServerErrors();

    ReceivedResponse failed = relay.connect().get("/fails").receive();

    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.text()).doesNotContain("secret");
    assertThat(relay.publish("a", "still there").status()).isEqualTo(202);
  }
}
