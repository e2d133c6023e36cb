package org.pushrelay.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.pushrelay.PushEngine;
import org.pushrelay.examples.CommandLine;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.netty.PushNettyServer;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;

/** A chat with rooms, for the browser: {@code http://127.0.0.1:8080/?room=lobby&name=Ada}. */
public final class Chat {
  /** A room shows this many messages to who enters it. */
  private static final int REMEMBERED = 50;

  private final PushEngine engine = PushEngine.create();

  private Chat() {}

  /** Runs the chat until it is interrupted. */
  public static void main(String[] args) throws Exception {
    CommandLine line =
        new CommandLine("A chat with rooms and a dashboard, for the browser.")
            .option("--port", "8080", "where, on 127.0.0.1; 0 for any free port")
            .parse(args);
    new Chat().run(line.number("--port"));
  }

  private void run(int port) throws IOException, InterruptedException {
    PushNettyServer server =
        PushNettyServer.builder()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .mount("/pub", engine.publisher(publishers()))
            .mount("/sub", engine.subscriber(subscribers()))
            .mount("/statistics", engine.subscriber(Figures.SUBSCRIBERS))
            .mount("/dashboard", Page.of("dashboard.html"))
            .mount("/", Page.of("chat.html"))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
    ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> telling =
        seconds.scheduleAtFixedRate(new Figures(engine)::tell, 0, 1, TimeUnit.SECONDS);

    System.out.println("listening on http://127.0.0.1:" + server.port() + "/?room=lobby");
    server.join();
    telling.cancel(false);
    seconds.shutdown();
  }

  private static PublisherConfig publishers() {
    return PublisherConfig.builder()
        .channelId(ChannelIdResolver.argument("room"))
        .buffer(b -> b.maxMessages(REMEMBERED).timeout(Duration.ofHours(12)))
        .maxBodyBytes(4096)
        .hooks(h -> h.authorizer(Authorizer.of(Chat::named)))
        .build();
  }

  /** A page subscribes to its room, and to the channel that says who is there. */
  private SubscriberConfig subscribers() {
    ChannelIdResolver room = ChannelIdResolver.argument("room");
    ChannelIdResolver present = request -> room.resolve(request).map(name -> Rooms.PRESENT + name);
    return SubscriberConfig.builder()
        .naming(ChannelNaming.DEFAULT.withResolvers(List.of(room, present)))
        .hooks(h -> h.authorizer(Authorizer.of(Chat::named)).listener(new Rooms(engine)))
        .build();
  }

  /** Grants access to each request with a name. A real application would look at its session. */
  private static AuthDecision named(AccessRequest accessRequest) {
    return accessRequest
        .argument("name")
        .map(name -> URLDecoder.decode(name, UTF_8))
        .filter(name -> name.matches("[\\p{L}\\p{N} ]{1,30}"))
        .<AuthDecision>map(AuthDecision::allow)
        .orElseGet(AuthDecision::refuse);
  }

  /** First the engine, which ends all streams, then the server. */
  private void stop(PushNettyServer server) {
    engine.close();
    server.close();
  }
}
