package org.pushrelay.testkit.wire;

import java.time.Duration;
import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.ResumeConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.transport.ExchangeHandler;

/** The endpoints that the transcripts talk to, as {@code README.txt} describes them. */
@FunctionalInterface
interface WireLocations {
  void mountOn(RelayClient client, PushEngine engine);

  /** The locations of {@code nhpm-*.txt}. */
  static void nhpm(RelayClient client, PushEngine engine) {
    BufferPolicy original = buffer(20, 1, Duration.ofHours(2));
    BufferPolicy test = buffer(20, 5, Duration.ofSeconds(5));
    BufferPolicy forEver = buffer(20, 1, Duration.ZERO);
    PublisherConfig publisher = PublisherConfig.builder().profile(WireProfile.NHPM).build();
    SubscriberConfig subscriber =
        SubscriberConfig.builder()
            .profile(WireProfile.NHPM)
            .timeout(SubscribePolicy.FOREVER)
            .jitter(false)
            .build();
    SubscribePolicy policy = SubscribePolicy.NO_TIMEOUT;

    ExchangeHandler seedPublisher =
        engine.publisher(publisher.toBuilder().buffer(original).build());
    ExchangeHandler seedSubscriber =
        engine.subscriber(subscriber.toBuilder().defaultContentType("text/plain").build());
    ExchangeHandler testPublisher =
        engine.publisher(publisher.toBuilder().buffer(test).naming(below("/pub/")).build());
    client.mount(
        "/pub",
        exchange -> {
          boolean isSeed = exchange.request().path().equals("/pub");
          (isSeed ? seedPublisher : testPublisher).handle(exchange);
        });
    client.mount("/sub", seedSubscriber);

    PublisherLocations pub = new PublisherLocations(client, engine, publisher);
    pub.mount("other", below("/pub/other/").withGroup("other"), test, 1 << 20);
    pub.mount("nobuffer", forEver.toBuilder().maxMessages(0).build());
    pub.mount("noexpire", forEver);
    pub.mount("three", forEver.toBuilder().maxMessages(3).build());
    pub.mount("received", forEver.toBuilder().deleteOldestReceived(true).minMessages(2).build());
    pub.mount("short", below("/pub/short/").withMaxLength(8), test, 1 << 20);
    pub.mount("small", below("/pub/small/"), test, 10);

    SubscriberLocations sub = new SubscriberLocations(client, engine, subscriber);
    sub.mount("broadcast", policy);
    sub.mount("first", policy.toBuilder().concurrency(SubscriberConcurrency.FIRST).build());
    sub.mount("last", policy.toBuilder().concurrency(SubscriberConcurrency.LAST).build());
    sub.mount("intervalpoll", policy.toBuilder().timeout(Duration.ZERO).build());
    sub.mount("timeout", policy.toBuilder().timeout(Duration.ofSeconds(2)).build());
    sub.mount("authorized", policy.toBuilder().existingOnly(true).build());
    sub.mount("authinterval", policy.toBuilder().existingOnly(true).timeout(Duration.ZERO).build());
    sub.mount("max2", policy.toBuilder().maxSubscribers(2).build());
    sub.mount("nocache", policy, true);
  }

  /** The locations of {@code standard.txt}. */
  static void standard(RelayClient client, PushEngine engine) {
    SubscriberConfig subscriber = SubscriberConfig.DEFAULT;
    SubscribePolicy policy = subscriber.policy();
    Cors oneOrigin = Cors.origins("https://www.example.org");
    client
        .mount("/pub", engine.publisher())
        .mount("/sub", engine.subscriber())
        .mount(
            "/poll",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().timeout(Duration.ZERO).build())
                    .build()))
        .mount(
            "/first",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().concurrency(SubscriberConcurrency.FIRST).build())
                    .build()))
        .mount(
            "/two",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().maxSubscribers(2).build())
                    .build()))
        .mount(
            "/existing",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().existingOnly(true).build())
                    .build()))
        .mount("/cors/pub", engine.publisher(p -> p.cors(oneOrigin)))
        .mount("/cors/sub", engine.subscriber(subscriber.toBuilder().cors(oneOrigin).build()))
        .mount("/any/sub", engine.subscriber(subscriber.toBuilder().cors(Cors.ANY_ORIGIN).build()));
  }

  /** The locations of {@code nchan.txt}. */
  static void nchan(RelayClient client, PushEngine engine) {
    SubscribePolicy policy = SubscribePolicy.NO_TIMEOUT;
    SubscriberConfig subscriber =
        SubscriberConfig.builder().profile(WireProfile.NCHAN).policy(policy).jitter(false).build();
    ChannelNaming split = ChannelNaming.DEFAULT.withDelimiter(",");
    client
        .mount("/pub", engine.publisher(p -> p.profile(WireProfile.NCHAN)))
        .mount("/sub", engine.subscriber(subscriber))
        .mount(
            "/poll",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().timeout(Duration.ZERO).build())
                    .build()))
        .mount(
            "/short",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().timeout(Duration.ofSeconds(1)).build())
                    .build()))
        .mount(
            "/existing",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().existingOnly(true).build())
                    .build()))
        .mount(
            "/one",
            engine.subscriber(
                subscriber.toBuilder()
                    .policy(policy.toBuilder().maxSubscribers(1).build())
                    .build()))
        .mount(
            "/longpoll",
            engine.subscriber(subscriber.toBuilder().kinds(SubscriberKind.LONG_POLL).build()))
        .mount(
            "/compound",
            engine.subscriber(
                subscriber.toBuilder()
                    .resume(ResumeConfig.builder().compoundEtags(true).build())
                    .build()))
        .mount(
            "/batch",
            engine.subscriber(
                subscriber.toBuilder()
                    .streams(
                        StreamConfig.builder().pollResponseMode(PollResponseMode.MULTIPART).build())
                    .build()))
        .mount("/split", engine.subscriber(subscriber.toBuilder().naming(split).build()))
        .mount(
            "/split-poll",
            engine.subscriber(
                subscriber.toBuilder()
                    .naming(split)
                    .policy(policy.toBuilder().timeout(Duration.ZERO).build())
                    .build()))
        .mount(
            "/pubsub",
            engine.pubSub(PublisherConfig.builder().profile(WireProfile.NCHAN).build(), subscriber))
        .mount("/echo", engine.subscriber(subscriber.toBuilder().cors(Cors.ECHOED_ORIGIN).build()))
        .mount(
            "/named",
            engine.subscriber(
                subscriber.toBuilder()
                    .cors(
                        Cors.origins("null", "file://", "chrome-extension://abc", "example.com")
                            .withCredentials(true))
                    .build()))
        .mount(
            "/typed",
            engine.subscriber(subscriber.toBuilder().defaultContentType("text/x-mine").build()));
  }

  private static BufferPolicy buffer(int max, int min, Duration timeout) {
    return BufferPolicy.builder()
        .maxMessages(max)
        .minMessages(min)
        .deleteOldestReceived(false)
        .timeout(timeout)
        .channelTimeout(BufferPolicy.DEFAULT.channelTimeout())
        .build();
  }

  private static ChannelNaming below(String prefix) {
    return ChannelNaming.DEFAULT
        .withResolver(ChannelIdResolver.pathAfter(prefix))
        .withGroup("test");
  }

  /** Mounts publishers below {@code /pub/}. */
  record PublisherLocations(RelayClient client, PushEngine engine, PublisherConfig base) {
    void mount(String name, BufferPolicy buffer) {
      mount(name, below("/pub/" + name + "/"), buffer, 1 << 20);
    }

    void mount(String name, ChannelNaming naming, BufferPolicy buffer, long maxBody) {
      client.mount(
          "/pub/" + name,
          engine.publisher(
              base.toBuilder().naming(naming).buffer(buffer).maxBodyBytes(maxBody).build()));
    }
  }

  /** Mounts subscribers below {@code /sub/}. */
  record SubscriberLocations(RelayClient client, PushEngine engine, SubscriberConfig base) {
    void mount(String name, SubscribePolicy policy) {
      mount(name, policy, /* ignoreQueue= */ false);
    }

    void mount(String name, SubscribePolicy policy, boolean ignoreQueue) {
      client.mount(
          "/sub/" + name,
          engine.subscriber(
              base.toBuilder()
                  .naming(below("/sub/" + name + "/"))
                  .policy(policy)
                  .jitter(false)
                  .ignoreQueueOnNoCache(ignoreQueue)
                  .build()));
    }
  }
}
