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
import org.pushrelay.protocol.PollBatch;
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

  private static final BufferPolicy HUNDRED = BufferPolicy.DEFAULT.withMaxMessages(100);
  private static final PublisherConfig PUBLISHER = PublisherConfig.DEFAULT.withBuffer(HUNDRED);
  private static final SubscriberConfig SUBSCRIBER =
      SubscriberConfig.DEFAULT.withPolicy(SubscribePolicy.DEFAULT).withOptions();

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
    endpoints.put("/small", engine.publisher(PUBLISHER.withMaxBodyBytes(SMALL)));
    endpoints.put("/nhpm/pub", engine.publisher(PUBLISHER.withProfile(WireProfile.NHPM)));
    endpoints.put("/nhpm/sub", engine.subscriber(SUBSCRIBER.withProfile(WireProfile.NHPM)));
    endpoints.put("/nchan/sub", engine.subscriber(SUBSCRIBER.withProfile(WireProfile.NCHAN)));
    endpoints.put(
        "/nchan/poll",
        engine.subscriber(
            SUBSCRIBER
                .withProfile(WireProfile.NCHAN)
                .withPolicy(SUBSCRIBER.policy().withTimeout(Duration.ZERO))));
    endpoints.put(
        "/unframed/sub",
        engine.subscriber(
            SUBSCRIBER.withProfile(WireProfile.NCHAN.with(WireProfile.Trait.UNFRAMED_STREAMS))));
    endpoints.put("/path/pub", engine.publisher(PUBLISHER.withNaming(below("/path/pub/"))));
    endpoints.put("/path/sub", engine.subscriber(SUBSCRIBER.withNaming(below("/path/sub/"))));
    SubscriberConfig several = SUBSCRIBER.withNaming(ChannelNaming.DEFAULT.withDelimiter(","));
    endpoints.put("/kinds/pub", engine.publisher(PUBLISHER.withMaxBodyBytes(4 << 20)));
    endpoints.put("/kinds/sub", engine.subscriber(several));
    endpoints.put("/kinds/raw", engine.subscriber(several.withKinds(SubscriberKind.RAW_STREAM)));
    endpoints.put("/kinds/batch", batched(several, PollBatch.MULTIPART));
    endpoints.put("/kinds/raw-batch", batched(several, PollBatch.RAW));
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
    return engine.subscriber(SUBSCRIBER.withPolicy(SubscribePolicy.DEFAULT.withTimeout(timeout)));
  }

  private ExchangeHandler batched(SubscriberConfig config, PollBatch batch) {
    return engine.subscriber(config.withStreams(StreamConfig.DEFAULT.withPollBatch(batch)));
  }

  private ExchangeHandler asking(Authorizer authorizer) {
    return engine.subscriber(SUBSCRIBER.withHooks(Hooks.NONE.withAuthorizer(authorizer)));
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
