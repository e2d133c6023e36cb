package org.pushrelay.testkit.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.PushEngine;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.InMemoryWebSocket;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.WebSocketClient;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

class WebSocketHandshakeTest {
  private static final String UPGRADE = "Upgrade: websocket";
  private static final String CONNECTION = "Connection: upgrade";
  private static final String VERSION = "Sec-WebSocket-Version: 13";
  private static final String KEY = "Sec-WebSocket-Key: " + WebSocketClient.KEY;

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private SubscriberConfig config = SubscriberConfig.DEFAULT;

  private InMemoryExchange ask(String... headerLines) {
    InMemoryExchange.Builder request = InMemoryExchange.request("GET", "/sub?id=a").upgrading();
    for (String line : headerLines) {
      String[] parts = line.split(":\\s*", 2);
      request.header(parts[0], parts[1]);
    }
    InMemoryExchange exchange = request.build();
    engine.subscriber(config).handle(exchange);
    return exchange;
  }

  private static String[] goodAnd(String... more) {
    String[] lines = new String[4 + more.length];
    System.arraycopy(new String[] {UPGRADE, CONNECTION, VERSION, KEY}, 0, lines, 0, 4);
    System.arraycopy(more, 0, lines, 4, more.length);
    return lines;
  }

  @Test
  void theAnswerProvesThatItWasUnderstood() {
    assertThat(ask(goodAnd()).upgraded().headers())
        .containsExactly(
            new Header("Upgrade", "websocket"),
            new Header("Sec-WebSocket-Accept", WebSocketClient.ACCEPT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WebSocket         | Upgrade",
        "websocket         | keep-alive, Upgrade",
        "h2c, websocket    | upgrade",
      })
  void tokensAreReadAsTokens(String upgrade, String connection) {
    InMemoryExchange exchange =
        ask("Upgrade: " + upgrade, "Connection: " + connection, VERSION, KEY);

    assertThat(exchange.upgraded().header("Upgrade")).contains("websocket");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZQ=",
        "dGhlIHNhbXBsZSBub25jZQ==x",
        "dGhlIHNhbXBsZSBub25jZWVl",
        "dGhlIHNhbXBsZSBub25j*Q==",
        "dGhlIHNhbXBsZQ==",
      })
  void aKeyIsSixteenBytes(String key) {
    InMemoryExchange exchange = ask(UPGRADE, CONNECTION, VERSION, "Sec-WebSocket-Key: " + key);

    assertThat(exchange.response().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "Upgrade: websocket, Connection: close",
    "Upgrade: h2c,       Connection: upgrade",
    "X-Upgrade: none,    Connection: upgrade",
  })
  void handshakeWithoutAUsableUpgradeIsRefusedAtOnceInEveryProfile(String first, String second) {
    for (WireProfile profile : List.of(WireProfile.NHPM, WireProfile.NCHAN, WireProfile.STANDARD)) {
      config = config.toBuilder().profile(profile).build();

      PushResponse response = ask(first, second, VERSION, KEY).response();

      assertThat(response.status()).isEqualTo(426);
      assertThat(response.header("Upgrade")).contains("websocket");
      assertThat(response.header("Sec-WebSocket-Version")).contains("13");
      assertThat(response.body().utf8()).contains("proxy_set_header Upgrade $http_upgrade;");
    }
  }

  @Test
  void getThatNamesWebSocketsWithoutAKeyPolls() {
    assertThat(ask(UPGRADE).isHeld()).isTrue();
    assertThat(ask(UPGRADE, "Connection: close").isHeld()).isTrue();
  }

  @Test
  void applicationIsNotAskedAboutAHandshakeWithoutUpgrade() {
    List<AccessRequest> asked = new ArrayList<>();
    config =
        config.toBuilder()
            .hooks(
                Hooks.builder()
                    .authorizer(
                        Authorizer.of(
                            accessRequest -> {
                              asked.add(accessRequest);
                              return AuthDecision.allow();
                            }))
                    .build())
            .build();

    assertThat(ask(VERSION, KEY).response().status()).isEqualTo(426);

    assertThat(asked).isEmpty();
  }

  @Test
  void whatIsMissingOrTwiceIsRefused() {
    assertThat(ask(UPGRADE, CONNECTION, VERSION).response().status()).isEqualTo(400);
    assertThat(ask(UPGRADE, CONNECTION, VERSION, KEY, KEY).response().status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8", "12", "14", "13, 8", "x", "013"})
  void anotherVersionIsToldOurs(String version) {
    PushResponse response =
        ask(UPGRADE, CONNECTION, "Sec-WebSocket-Version: " + version, KEY).response();

    assertThat(response.status()).isEqualTo(426);
    assertThat(response.header("Sec-WebSocket-Version")).contains("13");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "13 | x                        | 101 |",
        "13 | dGhlIHNhbXBsZSBub25jZQ== | 101 |",
        "13 | ''                       | 400 | The handshake of the WebSocket is malformed.",
        "13 |                          | 400 | No Sec-Websocket-Key header present",
        "   | x                        | 400 | No Sec-Websocket-Version header present",
        "   |                          | 400 | No Sec-Websocket-Version header present",
        "14 |                          | 400 | Unsupported websocket protocol version (only version 13 is supported)",
        "8  | x                        | 400 | Unsupported websocket protocol version (only version 13 is supported)",
      })
  void nchanTakesAnyKeyAndRefusesInItsWords(String version, String key, int status, String reason) {
    config = config.toBuilder().profile(WireProfile.NCHAN).build();
    List<String> lines = new ArrayList<>(List.of(UPGRADE, CONNECTION));
    if (version != null) {
      lines.add("Sec-WebSocket-Version: " + version);
    }
    if (key != null) {
      lines.add("Sec-WebSocket-Key: " + key);
    }

    InMemoryExchange exchange = ask(lines.toArray(new String[0]));

    if (status == 101) {
      assertThat(exchange.upgraded().header("Sec-WebSocket-Accept")).isPresent();
    } else {
      assertThat(exchange.response().status()).isEqualTo(status);
      assertThat(exchange.response().body().utf8()).isEqualTo(reason);
    }
  }

  @Test
  void noVersionIsToldOurs() {
    assertThat(ask(UPGRADE, CONNECTION, KEY).response().status()).isEqualTo(426);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ws+meta.nchan            | ws+meta.nchan",
        "chat,ws+meta.nchan       | ws+meta.nchan",
        "chat                     | none",
        "WS+META.NCHAN            | none",
      })
  void theProtocolIsChosenIfItIsOffered(String offered, String chosen) {
    InMemoryExchange exchange = ask(goodAnd("Sec-WebSocket-Protocol: " + offered));

    assertThat(exchange.upgraded().header("Sec-WebSocket-Protocol").orElse("none"))
        .isEqualTo(chosen);
  }

  @ParameterizedTest
  @CsvSource({
    "http://example.org,        example.org,      true",
    "https://example.org,       example.org,      true",
    "http://EXAMPLE.org,        Example.ORG,      true",
    "http://example.org:8080,   example.org:8080, true",
    "http://example.org,        example.org:80,   true",
    "https://example.org,       example.org:443,  true",
    "https://example.org:443,   example.org,      true",
    "http://[::1]:8080,         [::1]:8080,       true",
    "http://[::1],              [::1]:80,         true",
    "http://example.org:8080,   example.org,      false",
    "http://example.org,        example.org:8080, false",
    "http://evil.example.org,   example.org,      false",
    "http://example.org.evil,   example.org,      false",
    "http://example.org:80@evil,example.org,      false",
    "null,                      example.org,      false",
    "example.org,               example.org,      false",
  })
  void pagesOfOtherOriginsAreRefused(String origin, String host, boolean allowed) {
    InMemoryExchange exchange = ask(goodAnd("Origin: " + origin, "Host: " + host));

    if (allowed) {
      assertThat(exchange.upgraded().isEnded()).isFalse();
    } else {
      assertThat(exchange.response().status()).isEqualTo(403);
    }
  }

  @Test
  void otherOriginsMayBeAllowed() {
    String[] lines = goodAnd("Origin: https://www.example.org", "Host: example.org");
    config = config.toBuilder().cors(Cors.origins("https://www.example.org")).build();
    assertThat(ask(lines).upgraded().isEnded()).isFalse();
    config = config.toBuilder().cors(Cors.ANY_ORIGIN).build();
    assertThat(ask(lines).upgraded().isEnded()).isFalse();
    config = config.toBuilder().cors(Cors.origins("https://other.example.org")).build();
    assertThat(ask(lines).response().status()).isEqualTo(403);
  }

  @Test
  void aTransportWithoutUpgradesRefuses() {
    InMemoryExchange.Builder request = InMemoryExchange.request("GET", "/sub?id=a");
    for (String line : goodAnd()) {
      String[] parts = line.split(":\\s*", 2);
      request.header(parts[0], parts[1]);
    }
    InMemoryExchange exchange = request.build();

    engine.subscriber().handle(exchange);

    assertThat(exchange.response().status()).isEqualTo(403);
  }

  @Test
  void aRequestWithABodyIsRefused() {
    InMemoryExchange exchange = InMemoryWebSocket.handshake("/sub?id=a").body("x").build();

    engine.subscriber().handle(exchange);

    assertThat(exchange.response().status()).isEqualTo(403);
  }

  @Test
  void malformedExtensionsAreRefusedWhereTheyAreRead() {
    String[] lines = goodAnd("Sec-WebSocket-Extensions: (permessage-deflate)");
    assertThat(ask(lines).upgraded().isEnded()).isFalse();

    config = config.toBuilder().webSockets(w -> w.deflateLevel(1)).build();

    assertThat(ask(lines).response().status()).isEqualTo(400);
  }
}
