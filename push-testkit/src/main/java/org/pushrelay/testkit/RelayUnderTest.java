package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

/**
 * A relay behind a real server: what each test of {@link ExchangeContract} is given. The server
 * serves a whole test class; the relay is new for each test.
 */
public final class RelayUnderTest {
  /** Names the test that a request belongs to. */
  private static final String TEST = "X-Test";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String number = Integer.toString(COUNT.incrementAndGet());
  private final RunningTransport transport;
  private final Set<TransportTrait> traits;
  private final ManualTime time = new ManualTime();
  private final PushEngine engine =
      PushEngine.builder().time(time, time).maxReservedMemory(64 << 20).build();
  private final Map<String, ExchangeHandler> endpoints = new LinkedHashMap<>();
  private final EchoEndpoint echo;
  private final PendingAuthorizer door;
  private final AtomicInteger busy = new AtomicInteger();
  private final List<HttpConnection> connections = new ArrayList<>();
  private final Queue<ReceivedResponse> responses = new ConcurrentLinkedQueue<>();
  private boolean serverErrorsExpected;

  RelayUnderTest(RunningTransport transport, Set<TransportTrait> traits) {
    this.transport = transport;
    this.traits = Set.copyOf(traits);
    ContractEndpoints contract = new ContractEndpoints(engine);
    echo = contract.echo();
    door = contract.door();
    contract.byPath().forEach((path, e) -> endpoints.put(path, counted(e)));
    // ids start a second above the relay's own start
    time.advance(Duration.ofSeconds(1));
  }

  /** The server calls the endpoint outside of what the test sees; this is how it can wait. */
  private ExchangeHandler counted(ExchangeHandler endpoint) {
    return exchange -> {
      busy.incrementAndGet();
      try {
        endpoint.handle(exchange);
      } finally {
        busy.decrementAndGet();
      }
    };
  }

  /**
   * Handles a request for the endpoint at this path. A request that an earlier test left behind
   * must not count in this one.
   */
  void handle(String path, Exchange exchange) {
    if (exchange.request().header(TEST).orElse(number).equals(number)) {
      endpoints.getOrDefault(path, stray -> {}).handle(exchange);
    } else {
      exchange.respond(PushResponse.of(404).closing());
    }
  }

  /** The server. */
  RunningTransport transport() {
    return transport;
  }

  /** {@code https} if the server speaks TLS, else {@code http}. */
  public String scheme() {
    return transport.tls().isPresent() ? "https" : "http";
  }

  /** Where the server listens on 127.0.0.1. */
  public int port() {
    return transport.port();
  }

  /** Whether the transport can do this. */
  public boolean has(TransportTrait trait) {
    return traits.contains(trait);
  }

  /** Leaves a test out where no request can leave HTTP. */
  void assumeUpgrades() {
    assumeTrue(has(TransportTrait.UPGRADES), "there are no upgrades here");
  }

  /** The relay's time. */
  public ManualTime time() {
    return time;
  }

  /** The relay. */
  public PushEngine engine() {
    return engine;
  }

  /** What is mounted at {@code /echo}. */
  EchoEndpoint echo() {
    return echo;
  }

  /** Who is asked at {@code /asked/sub}. */
  PendingAuthorizer door() {
    return door;
  }

  /** A channel of the relay. */
  public Channel channel(String name) {
    return engine.channel(name);
  }

  /** A new connection to the server; it is closed after the test. */
  public synchronized HttpConnection connect() {
    HttpConnection connection = HttpConnection.open(transport, responses, TEST + ": " + number);
    connections.add(connection);
    return connection;
  }

  /** The response to one request on a connection of its own. */
  public ReceivedResponse request(String method, String target, String... headerLines) {
    try (HttpConnection connection = connect()) {
      return connection.request(method, target, headerLines).receive();
    }
  }

  /** Publishes on a connection of its own. */
  public ReceivedResponse publish(String channel, String body) {
    try (HttpConnection connection = connect()) {
      return connection.post("/pub?id=" + channel, body).receive();
    }
  }

  /** How many wait on a channel. */
  public int subscribers(String channel) {
    return channel(channel).info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  /** How many messages a channel keeps. */
  public int messages(String channel) {
    return channel(channel).info().join().map(ChannelInfo::messages).orElse(0);
  }

  /** Waits until so many requests are held on a channel. */
  public void awaitHeld(String channel, int count) {
    Eventually.until(
        count + " held on " + channel, () -> busy.get() == 0 && subscribers(channel) == count);
  }

  /** Waits until so many requests are held, and not for longer than this. */
  public void awaitHeldWithin(Duration limit, String channel, int count) {
    Eventually.within(limit, count + " held on " + channel, () -> subscribers(channel) == count);
  }

  /** Lets the test provoke a 5xx, which otherwise fails it. */
  public void expectServerErrors() {
    serverErrorsExpected = true;
  }

  void close() {
    List<HttpConnection> open;
    synchronized (this) {
      open = List.copyOf(connections);
    }
    open.forEach(HttpConnection::close);
    engine.close();
    for (ReceivedResponse response : responses) {
      checkDecency(response);
    }
  }

  /**
   * No response ever shows what is inside the server (reliability: generic bodies, no versions).
   */
  private void checkDecency(ReceivedResponse response) {
    if (!serverErrorsExpected) {
      assertThat(response.status()).as("status of %s", response).isLessThan(500);
    }
    if (response.status() >= 400) {
      assertThat(response.text())
          .doesNotContain("\tat ", "Exception", "java.", "Jetty", "Tomcat", "Undertow");
    }
  }
}
