package org.pushrelay.testkit.wire;

import java.time.Duration;
import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.PollBatch;
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
    PublisherConfig publisher = PublisherConfig.DEFAULT.withProfile(WireProfile.NHPM);
    SubscriberConfig subscriber =
        SubscriberConfig.DEFAULT
            .withProfile(WireProfile.NHPM)
            .withPolicy(SubscribePolicy.DEFAULT)
            .withOptions();
    SubscribePolicy policy = SubscribePolicy.DEFAULT;

    ExchangeHandler seedPublisher = engine.publisher(publisher.withBuffer(original));
    ExchangeHandler seedSubscriber =
        engine.subscriber(subscriber.withDefaultContentType("text/plain"));
    ExchangeHandler testPublisher =
        engine.publisher(publisher.withBuffer(test).withNaming(below("/pub/")));
    client.mount(
        "/pub",
        exchange -> {
          boolean isSeed = exchange.request().path().equals("/pub");
          (isSeed ? seedPublisher : testPublisher).handle(exchange);
        });
    client.mount("/sub", seedSubscriber);

    PublisherLocations pub = new PublisherLocations(client, engine, publisher);
    pub.mount("other", below("/pub/other/").withGroup("other"), test, 1 << 20);
    pub.mount("nobuffer", forEver.withMaxMessages(0));
    pub.mount("noexpire", forEver);
    pub.mount("three", forEver.withMaxMessages(3));
    pub.mount("received", forEver.deletingOldestReceivedAbove(2));
    pub.mount("short", below("/pub/short/").withMaxLength(8), test, 1 << 20);
    pub.mount("small", below("/pub/small/"), test, 10);

    SubscriberLocations sub = new SubscriberLocations(client, engine, subscriber);
    sub.mount("broadcast", policy);
    sub.mount("first", policy.withConcurrency(SubscriberConcurrency.FIRST));
    sub.mount("last", policy.withConcurrency(SubscriberConcurrency.LAST));
    sub.mount("intervalpoll", policy.withTimeout(Duration.ZERO));
    sub.mount("timeout", policy.withTimeout(Duration.ofSeconds(2)));
    sub.mount("authorized", policy.withExistingOnly(true));
    sub.mount("authinterval", policy.withExistingOnly(true).withTimeout(Duration.ZERO));
    sub.mount("max2", policy.withMaxSubscribers(2));
    sub.mount("nocache", policy, SubscriberConfig.Option.IGNORE_QUEUE_ON_NO_CACHE);
  }

  /** The locations of {@code standard.txt}. */
  static void standard(RelayClient client, PushEngine engine) {
    SubscriberConfig subscriber = SubscriberConfig.DEFAULT;
    SubscribePolicy policy = subscriber.policy();
    Cors oneOrigin = Cors.origins("https://www.example.org");
    client
        .mount("/pub", engine.publisher())
        .mount("/sub", engine.subscriber())
        .mount("/poll", engine.subscriber(subscriber.withPolicy(policy.withTimeout(Duration.ZERO))))
        .mount(
            "/first",
            engine.subscriber(
                subscriber.withPolicy(policy.withConcurrency(SubscriberConcurrency.FIRST))))
        .mount("/two", engine.subscriber(subscriber.withPolicy(policy.withMaxSubscribers(2))))
        .mount("/existing", engine.subscriber(subscriber.withPolicy(policy.withExistingOnly(true))))
        .mount("/cors/pub", engine.publisher(PublisherConfig.DEFAULT.withCors(oneOrigin)))
        .mount("/cors/sub", engine.subscriber(subscriber.withCors(oneOrigin)))
        .mount("/any/sub", engine.subscriber(subscriber.withCors(Cors.ANY_ORIGIN)));
  }

  /** The locations of {@code nchan.txt}. */
  static void nchan(RelayClient client, PushEngine engine) {
    SubscribePolicy policy = SubscribePolicy.DEFAULT;
    SubscriberConfig subscriber =
        SubscriberConfig.DEFAULT.withProfile(WireProfile.NCHAN).withPolicy(policy).withOptions();
    ChannelNaming split = ChannelNaming.DEFAULT.withDelimiter(",");
    client
        .mount("/pub", engine.publisher(PublisherConfig.DEFAULT.withProfile(WireProfile.NCHAN)))
        .mount("/sub", engine.subscriber(subscriber))
        .mount("/poll", engine.subscriber(subscriber.withPolicy(policy.withTimeout(Duration.ZERO))))
        .mount(
            "/short",
            engine.subscriber(subscriber.withPolicy(policy.withTimeout(Duration.ofSeconds(1)))))
        .mount("/existing", engine.subscriber(subscriber.withPolicy(policy.withExistingOnly(true))))
        .mount("/one", engine.subscriber(subscriber.withPolicy(policy.withMaxSubscribers(1))))
        .mount("/longpoll", engine.subscriber(subscriber.withKinds(SubscriberKind.LONG_POLL)))
        .mount(
            "/compound",
            engine.subscriber(subscriber.withResume(ResumeConfig.DEFAULT.withCompoundEtags(true))))
        .mount(
            "/batch",
            engine.subscriber(
                subscriber.withStreams(StreamConfig.DEFAULT.withPollBatch(PollBatch.MULTIPART))))
        .mount("/split", engine.subscriber(subscriber.withNaming(split)))
        .mount(
            "/split-poll",
            engine.subscriber(
                subscriber.withNaming(split).withPolicy(policy.withTimeout(Duration.ZERO))))
        .mount(
            "/pubsub",
            engine.pubSub(PublisherConfig.DEFAULT.withProfile(WireProfile.NCHAN), subscriber))
        .mount("/echo", engine.subscriber(subscriber.withCors(Cors.ECHOED_ORIGIN)))
        .mount(
            "/named",
            engine.subscriber(
                subscriber.withCors(
                    Cors.origins("null", "file://", "chrome-extension://abc", "example.com")
                        .withCredentials(true))))
        .mount("/typed", engine.subscriber(subscriber.withDefaultContentType("text/x-mine")));
  }

  private static BufferPolicy buffer(int max, int min, Duration timeout) {
    return new BufferPolicy(max, min, false, timeout, BufferPolicy.DEFAULT.channelTimeout());
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
          engine.publisher(base.withNaming(naming).withBuffer(buffer).withMaxBodyBytes(maxBody)));
    }
  }

  /** Mounts subscribers below {@code /sub/}. */
  record SubscriberLocations(RelayClient client, PushEngine engine, SubscriberConfig base) {
    void mount(String name, SubscribePolicy policy, SubscriberConfig.Option... options) {
      client.mount(
          "/sub/" + name,
          engine.subscriber(
              base.withNaming(below("/sub/" + name + "/"))
                  .withPolicy(policy)
                  .withOptions(options)));
    }
  }
}
