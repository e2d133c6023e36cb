package org.pushrelay.benchmarks.server;

import java.time.Duration;
import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.transport.ExchangeHandler;

/** The relay as it is measured: the same on every transport. */
final class RelaySettings {
  /** So many that no subscriber of a benchmark falls off the end of its channel. */
  private static final int BUFFER_MESSAGES = 1000;

  private static final long RESERVED_MEMORY = 512L << 20;
  private static final Duration SUBSCRIBER_TIMEOUT = Duration.ofSeconds(30);

  private RelaySettings() {}

  static PushEngine engine() {
    return PushEngine.builder().maxReservedMemory(RESERVED_MEMORY).build();
  }

  static ExchangeHandler publisher(PushEngine engine) {
    return engine.publisher(p -> p.buffer(b -> b.maxMessages(BUFFER_MESSAGES)));
  }

  static ExchangeHandler subscriber(PushEngine engine) {
    return engine.subscriber(s -> s.timeout(SUBSCRIBER_TIMEOUT));
  }
}
