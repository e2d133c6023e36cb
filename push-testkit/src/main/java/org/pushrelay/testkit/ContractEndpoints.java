package org.pushrelay.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.pushrelay.PushEngine;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/** What is mounted behind a transport under test. */
final class ContractEndpoints {
  /** How long a message at {@code /small} may be. */
  static final int SMALL = 1000;

  /** How long {@code /short} waits. */
  static final Duration SHORT_WAIT = Duration.ofSeconds(2);

  /** How long a message of {@code /publishes} is: more than servers buffer for a client. */
  static final int LARGE = 200 * 1024;

  static final List<String> PATHS =
      List.of(
          "/pub",
          "/sub",
          "/poll",
          "/short",
          "/small",
          "/pubsub",
          "/asked/sub",
          "/closed/sub",
          "/nhpm/pub",
          "/nhpm/sub",
          "/nchan/sub",
          "/nchan/poll",
          "/unframed/sub",
          "/path/pub",
          "/path/sub",
          "/kinds/pub",
          "/kinds/sub",
          "/kinds/raw",
          "/kinds/batch",
          "/kinds/raw-batch",
          "/seen",
          "/publishes",
          "/fails",
          "/echo");

  private static final BufferPolicy HUNDRED = BufferPolicy.builder().maxMessages(100).build();
  private static final PublisherConfig PUBLISHER =
      PublisherConfig.builder().buffer(HUNDRED).build();
  private static final SubscriberConfig SUBSCRIBER =
      SubscriberConfig.builder().timeout(SubscribePolicy.FOREVER).jitter(false).build();

  private final PushEngine engine;
  private final EchoEndpoint echo = new EchoEndpoint();
  private final PendingAuthorizer door = new PendingAuthorizer();

  ContractEndpoints(PushEngine engine) {
    this.engine = engine;
  }

  EchoEndpoint echo() {
    return echo;
  }

  PendingAuthorizer door() {
    return door;
  }

  Map<String, ExchangeHandler> byPath() {
    Map<String, ExchangeHandler> endpoints = new LinkedHashMap<>();
    endpoints.put("/pub", engine.publisher(PUBLISHER));
    endpoints.put("/sub", engine.subscriber(SUBSCRIBER));
    endpoints.put("/pubsub", engine.pubSub(PUBLISHER, SUBSCRIBER));
    endpoints.put("/asked/sub", asking(door));
    endpoints.put("/closed/sub", asking(Authorizer.of(visit -> AuthDecision.refuse())));
    endpoints.put("/poll", subscriber(Duration.ZERO));
    endpoints.put("/short", subscriber(SHORT_WAIT));
    endpoints.put("/small", engine.publisher(PUBLISHER.toBuilder().maxBodyBytes(SMALL).build()));
    endpoints.put(
        "/nhpm/pub", engine.publisher(PUBLISHER.toBuilder().profile(WireProfile.NHPM).build()));
    endpoints.put(
        "/nhpm/sub", engine.subscriber(SUBSCRIBER.toBuilder().profile(WireProfile.NHPM).build()));
    endpoints.put(
        "/nchan/sub", engine.subscriber(SUBSCRIBER.toBuilder().profile(WireProfile.NCHAN).build()));
    endpoints.put(
        "/nchan/poll",
        engine.subscriber(
            SUBSCRIBER.toBuilder().profile(WireProfile.NCHAN).timeout(Duration.ZERO).build()));
    endpoints.put(
        "/unframed/sub",
        engine.subscriber(
            SUBSCRIBER.toBuilder()
                .profile(WireProfile.NCHAN.with(WireProfile.Trait.UNFRAMED_STREAMS))
                .build()));
    endpoints.put(
        "/path/pub", engine.publisher(PUBLISHER.toBuilder().naming(below("/path/pub/")).build()));
    endpoints.put(
        "/path/sub", engine.subscriber(SUBSCRIBER.toBuilder().naming(below("/path/sub/")).build()));
    SubscriberConfig several =
        SUBSCRIBER.toBuilder().naming(ChannelNaming.DEFAULT.withDelimiter(",")).build();
    endpoints.put(
        "/kinds/pub", engine.publisher(PUBLISHER.toBuilder().maxBodyBytes(4 << 20).build()));
    endpoints.put("/kinds/sub", engine.subscriber(several));
    endpoints.put(
        "/kinds/raw",
        engine.subscriber(several.toBuilder().kinds(SubscriberKind.RAW_STREAM).build()));
    endpoints.put("/kinds/batch", batched(several, PollResponseMode.MULTIPART));
    endpoints.put("/kinds/raw-batch", batched(several, PollResponseMode.RAW));
    endpoints.put("/seen", ContractEndpoints::tellWhatWasSeen);
    endpoints.put("/publishes", this::publishAndTell);
    endpoints.put("/echo", echo);
    endpoints.put(
        "/fails",
        exchange -> {
          throw new IllegalStateException("a secret of the inside");
        });
    return endpoints;
  }

  private ExchangeHandler subscriber(Duration timeout) {
    return engine.subscriber(
        SUBSCRIBER.toBuilder().policy(SubscribePolicy.builder().timeout(timeout).build()).build());
  }

  private ExchangeHandler batched(SubscriberConfig config, PollResponseMode batch) {
    return engine.subscriber(
        config.toBuilder().streams(StreamConfig.builder().pollResponseMode(batch).build()).build());
  }

  private ExchangeHandler asking(Authorizer authorizer) {
    return engine.subscriber(
        SUBSCRIBER.toBuilder().hooks(Hooks.builder().authorizer(authorizer).build()).build());
  }

  private static ChannelNaming below(String prefix) {
    return ChannelNaming.DEFAULT.withResolver(ChannelIdResolver.pathAfter(prefix));
  }

  /** Looks at its request only after others have been sent a message. */
  private void publishAndTell(Exchange exchange) {
    MessageDraft large = MessageDraft.of(MessageBody.wrap(new byte[LARGE]));
    CompletableFuture<?> unused =
        engine.channel(exchange.request().argument("id").orElseThrow()).publish(large);
    tellWhatWasSeen(exchange);
  }

  /** What the transport made of a request, a line for each part. */
  private static void tellWhatWasSeen(Exchange exchange) {
    PushRequest request = exchange.request();
    String seen =
        String.join(
            "\n",
            "method " + request.method(),
            "path " + request.path(),
            "query " + request.query(),
            "scheme " + request.scheme(),
            "protocol " + request.protocol(),
            "host " + request.host(),
            "remote " + request.remoteAddress() + " " + request.remotePort(),
            "local " + request.localAddress() + " " + request.localPort(),
            "x-one " + request.headers("X-ONE"),
            "names " + names(request),
            "absent " + request.headers("X-Absent"));
    exchange.respond(PushResponse.of(200, List.of(), MessageBody.utf8(seen)));
  }

  /** Of all names, the one that the contract looks for; a client sends others besides. */
  private static List<String> names(PushRequest request) {
    return request.headerNames().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter("x-one"::equals)
        .toList();
  }
}
