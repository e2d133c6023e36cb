package org.pushrelay.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.pushrelay.PushEngine;
import org.pushrelay.jetty.PushHandler;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.transport.ExchangeHandler;

/**
 * The relay as the original configuration has it, with the page for people, on a free port. It can
 * be stopped and started again: then its memory is empty, and its address is the same.
 */
public final class DefaultRelay implements AutoCloseable {
  private static final Path PAGE =
      Path.of("../push-server/src/main/resources/org/pushrelay/server/index.html");

  private final SubscribePolicy policy;
  private final WireProfile profile;
  private final AtomicInteger asked = new AtomicInteger();
  private long lastStart;
  private int port;
  private PushEngine engine;
  private Server server;

  private DefaultRelay(SubscribePolicy policy, WireProfile profile) {
    this.policy = policy;
    this.profile = profile;
  }

  public static DefaultRelay start() throws Exception {
    return start(SubscribePolicy.NO_TIMEOUT, WireProfile.NHPM);
  }

  /** A relay that ends waits with 304 after that time. */
  public static DefaultRelay start(Duration subscriberTimeout) throws Exception {
    return start(SubscribePolicy.builder().timeout(subscriberTimeout).build(), WireProfile.NHPM);
  }

  /** A relay that tells of lost messages. */
  public static DefaultRelay startStandard() throws Exception {
    return start(SubscribePolicy.NO_TIMEOUT, WireProfile.STANDARD);
  }

  private static DefaultRelay start(SubscribePolicy policy, WireProfile profile) throws Exception {
    DefaultRelay relay = new DefaultRelay(policy, profile);
    relay.startAgain();
    return relay;
  }

  public void startAgain() throws Exception {
    // a relay that is started twice within one second may give out the same ids again
    await().until(() -> Instant.now().getEpochSecond() > lastStart);
    lastStart = Instant.now().getEpochSecond();
    engine = PushEngine.create();
    PublisherConfig publisher =
        PublisherConfig.builder()
            .profile(profile)
            .buffer(b -> b.maxMessages(20).timeout(Duration.ofHours(2)))
            .build();
    SubscriberConfig subscriber =
        SubscriberConfig.builder()
            .profile(profile)
            .policy(policy)
            .jitter(false)
            .defaultContentType("text/plain")
            .build();
    PushHandler handler =
        new PushHandler()
            .mount("/pub", engine.publisher(publisher))
            .mount("/sub", counting(engine.subscriber(subscriber)));
    server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.setHandler(new Handler.Sequence(handler, new Page()));
    server.start();
    port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  private ExchangeHandler counting(ExchangeHandler subscriber) {
    return exchange -> {
      asked.incrementAndGet();
      subscriber.handle(exchange);
    };
  }

  public void stop() throws Exception {
    engine.close();
    server.stop();
  }

  public URI uri(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port + pathAndQuery);
  }

  /** Waits until subscribers have asked so many times more. */
  public void awaitAsked(int times) {
    int before = asked.get();
    await().atMost(30, SECONDS).until(() -> asked.get() >= before + times);
  }

  /** Waits until so many subscribers are held. */
  public void awaitWaiting(String channel, int subscribers) {
    await()
        .atMost(30, SECONDS)
        .until(
            () ->
                engine
                    .channel(channel)
                    .info()
                    .join()
                    .filter(info -> info.subscribers() == subscribers)
                    .isPresent());
  }

  public HttpResponse<String> publish(String channel, String text)
      throws IOException, InterruptedException {
    return publish(channel, text, "text/plain");
  }

  public HttpResponse<String> publish(String channel, String text, String contentType)
      throws IOException, InterruptedException {
    return Http.post(uri("/pub?id=" + channel), contentType, text);
  }

  /** The oldest message, or the one after a date. */
  public HttpResponse<String> message(String channel, String... headers)
      throws IOException, InterruptedException {
    return Http.get(uri("/sub?id=" + channel), headers);
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (Exception e) {
      throw new IllegalStateException("the relay did not stop", e);
    }
  }

  private static final class Page extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      if (!Request.getPathInContext(request).equals("/")) {
        return false;
      }
      response.getHeaders().put("Content-Type", "text/html; charset=utf-8");
      response.write(true, ByteBuffer.wrap(Files.readAllBytes(PAGE)), callback);
      return true;
    }
  }
}
