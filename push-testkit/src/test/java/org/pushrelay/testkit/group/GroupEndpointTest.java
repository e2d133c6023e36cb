package org.pushrelay.testkit.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.GroupConfig;
import org.pushrelay.protocol.GroupConfig.Limit;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/** Groups over HTTP, byte for byte. */
class GroupEndpointTest {
  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();
  private final ChannelNaming naming = ChannelNaming.DEFAULT.withGroup("limited");
  private final ExchangeHandler publisher =
      engine.publisher(p -> p.naming(naming).profile(WireProfile.NCHAN));
  private final ExchangeHandler subscriber =
      engine.subscriber(s -> s.naming(naming).profile(WireProfile.NCHAN));
  private final GroupConfig config =
      GroupConfig.of("limited").toBuilder().profile(WireProfile.NCHAN).build();

  @BeforeEach
  void count() {
    engine.groups().count("limited", GroupLimits.NONE);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static InMemoryExchange send(
      ExchangeHandler endpoint, String method, String target, String accept) {
    InMemoryExchange exchange =
        InMemoryExchange.request(method, target).header("Accept", accept).body("hello").build();
    endpoint.handle(exchange);
    return exchange;
  }

  private PushResponse group(String method, String target, String accept) {
    return send(engine.group(config), method, target, accept).response();
  }

  private PushResponse from(String origin, String method) {
    InMemoryExchange exchange =
        InMemoryExchange.request(method, "/group").header("Origin", origin).build();
    engine
        .group(config.toBuilder().cors(Cors.origins("https://www.example.org")).build())
        .handle(exchange);
    return exchange.response();
  }

  private PushResponse publish(String id) {
    return send(publisher, "POST", "/pub?id=" + id, "").response();
  }

  private static String text(PushResponse response) {
    return response.body().utf8();
  }

  @Test
  void plainText() {
    publish("a");
    send(subscriber, "GET", "/sub?id=b", "");

    PushResponse answer = group("GET", "/group", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).hasValue("text/plain");
    assertThat(text(answer))
        .isEqualTo(
            "channels: 2\r\n"
                + "subscribers: 1\r\n"
                + "messages: 1\r\n"
                + "shared memory used by messages: 237 bytes\r\n"
                + "disk space used by messages: 0 bytes\r\n"
                + "limits:\r\n"
                + "  max channels: 0\r\n"
                + "  max subscribers: 0\r\n"
                + "  max messages: 0\r\n"
                + "  max messages shared memory: 0\r\n"
                + "  max messages disk space: 0\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "text/json, text/json, 12, '\"messages_memory\": 237,'",
    "application/json, text/json, 12, '    \"channels\": 7,'",
    "text/yaml, text/yaml, 12, 'limits:'",
    "text/xml, text/xml, 14, '<messages_memory>237</messages_memory>'"
  })
  void groupInfoIsWrittenInTheAcceptedFormat(String accept, String type, int lines, String part) {
    publish("a");
    group("POST", "/group?max_channels=7", "");

    PushResponse answer = group("GET", "/group", accept);

    assertThat(answer.header("Content-Type")).hasValue(type);
    assertThat(text(answer)).contains(part).contains("7");
    assertThat(text(answer).split("\r\n")).hasSizeGreaterThanOrEqualTo(lines);
  }

  @Test
  void pagesOfNamedOriginsMayAskAndOthersAreRefused() {
    PushResponse own = from("https://www.example.org", "GET");
    PushResponse preflight = from("https://www.example.org", "OPTIONS");
    PushResponse other = from("https://evil.example.org", "DELETE");

    assertThat(own.status()).isEqualTo(200);
    assertThat(own.header("Access-Control-Allow-Origin")).hasValue("https://www.example.org");
    assertThat(preflight.header("Access-Control-Allow-Methods")).hasValue("GET, POST, DELETE");
    assertThat(other.status()).isEqualTo(403);
  }

  @Test
  void limitsAreSetAndThoseThatAreNotNamedStay() {
    group("POST", "/group?max_channels=15&max_messages_memory=1k", "");

    PushResponse answer =
        group("POST", "/group?max_subscribers=1000&max_messages_disk=0.5G&max_channels=", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(engine.groups().info("limited").orElseThrow().limits())
        .isEqualTo(
            GroupLimits.builder()
                .maxChannels(15)
                .maxSubscribers(1000)
                .maxMessages(0)
                .maxMemory(1024)
                .maxDisk(536_870_912)
                .build());
    assertThat(text(answer)).contains("  max messages disk space: 536870912\r\n");
  }

  @ParameterizedTest
  @CsvSource({"NCHAN, 403", "STANDARD, 400"})
  void anUnreadableLimitChangesNothing(String profile, int status) {
    GroupConfig other =
        config.toBuilder()
            .profile(profile.equals("NCHAN") ? WireProfile.NCHAN : WireProfile.STANDARD)
            .build();

    PushResponse answer =
        send(engine.group(other), "POST", "/group?max_channels=3&max_messages=many", "").response();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(text(answer)).isEqualTo("invalid nchan_group_max_messages value");
    assertThat(engine.groups().info("limited").orElseThrow().limits()).isEqualTo(GroupLimits.NONE);
  }

  @Test
  void limitsMayBeInOtherArguments() {
    GroupConfig other =
        config.toBuilder()
            .limits(Map.of(Limit.SUBSCRIBERS, ChannelIdResolver.argument("max_subs")))
            .build();

    send(engine.group(other), "POST", "/group?max_subs=5&max_channels=5", "");

    assertThat(engine.groups().info("limited").orElseThrow().limits())
        .isEqualTo(GroupLimits.builder().maxSubscribers(5).build());
  }

  @Test
  void aPublisherAboveALimitGets403AndTheReason() {
    group("POST", "/group?max_channels=1&max_messages=1", "");
    publish("a");

    PushResponse message = publish("a");
    PushResponse channel = publish("b");

    assertThat(message.status()).isEqualTo(403);
    assertThat(text(message)).isEqualTo("Group limit reached for number of messages.");
    assertThat(channel.status()).isEqualTo(403);
    assertThat(text(channel)).isEqualTo("Group limit reached for number of channels.");
  }

  @Test
  void aSubscriberAboveALimitGets403() {
    group("POST", "/group?max_subscribers=1", "");
    InMemoryExchange first = send(subscriber, "GET", "/sub?id=a", "");

    InMemoryExchange poll = send(subscriber, "GET", "/sub?id=b", "");
    InMemoryExchange stream = send(subscriber, "GET", "/sub?id=b", "text/event-stream");

    assertThat(first.isHeld()).isTrue();
    assertThat(poll.response().status()).isEqualTo(403);
    assertThat(stream.response().status()).isEqualTo(403);
  }

  @Test
  void aDeletionEndsAllChannelsOfTheGroupAndNoOther() {
    publish("a");
    InMemoryExchange waiting = send(subscriber, "GET", "/sub?id=b", "");
    send(engine.publisher(), "POST", "/pub?id=a", "");

    PushResponse answer = group("DELETE", "/group", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).startsWith("channels: 2\r\n");
    assertThat(waiting.response().status()).isEqualTo(410);
    assertThat(engine.channels()).hasSize(1);
    assertThat(engine.groups().info("limited").orElseThrow().channels()).isZero();
  }

  @Test
  void whatIsNotAllowedIsRefused() {
    ExchangeHandler readOnly =
        engine.group(config.toBuilder().access(GroupConfig.Access.GET).build());

    assertThat(send(readOnly, "GET", "/group", "").response().status()).isEqualTo(200);
    assertThat(send(readOnly, "DELETE", "/group", "").response().status()).isEqualTo(403);
    ExchangeHandler standard =
        engine.group(
            config.toBuilder()
                .access(GroupConfig.Access.GET)
                .profile(WireProfile.STANDARD)
                .build());
    PushResponse refused = send(standard, "DELETE", "/group", "").response();
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).hasValue("GET, OPTIONS");
    assertThat(send(readOnly, "PATCH", "/group", "").response().status()).isEqualTo(405);
  }

  @Test
  void aGroupThatIsNotCountedOrNotNamedIsRefused() {
    ExchangeHandler other = engine.group(GroupConfig.of(ChannelIdResolver.argument("group")));

    assertThat(send(other, "GET", "/group?group=x", "").response().status()).isEqualTo(403);
    assertThat(send(other, "GET", "/group", "").response().status()).isEqualTo(400);
    assertThat(send(other, "GET", "/group?group=%zz", "").response().status()).isEqualTo(400);
  }
}
