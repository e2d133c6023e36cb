package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.Mounts;

/**
 * The relay's handler in a pipeline of an application's own: each gets the requests that it is for.
 */
class PushHandlersIT {
  private final PushEngine engine = PushEngine.create();
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private HttpConnection client;

  private void start(boolean aggregates) {
    start(aggregates, true);
  }

  private void start(boolean aggregates, boolean autoRead) {
    PushHandlers relay =
        PushHandlers.of(
            Mounts.NONE
                .with("/pub", engine.publisher())
                .with("/sub", engine.subscriber())
                .with("/upgrade", PushHandlersIT::tellWhetherItCanUpgrade));
    Channel listening =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, autoRead)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpServerCodec());
                    if (!autoRead) {
                      // as such pipelines do: the first read, and one after each request of theirs
                      channel.eventLoop().execute(channel::read);
                    }
                    if (aggregates) {
                      channel.pipeline().addLast(new HttpObjectAggregator(1 << 20));
                    }
                    channel.pipeline().addLast(relay.newHandler(channel), new Application());
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .syncUninterruptibly()
            .channel();
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    client =
        HttpConnection.open(
            new RunningTransport() {
              @Override
              public int port() {
                return port;
              }

              @Override
              public void close() {}
            });
  }

  @AfterEach
  void stop() {
    client.close();
    engine.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static void tellWhetherItCanUpgrade(Exchange exchange) {
    String response = Boolean.toString(exchange.canUpgrade());
    exchange.respond(PushResponse.of(200, List.of(), MessageBody.utf8(response)));
  }

  private static String get(String target) {
    return head("GET", target) + "\r\n";
  }

  private static String post(String target, String body) {
    return head("POST", target, "Content-Length: " + body.length()) + "\r\n" + body;
  }

  private int subscribers(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private void awaitHeld(int count) {
    Eventually.until(count + " held", () -> subscribers("a") == count);
  }

  @Test
  void bodyAndLaterRequestsAreReadWhereThePipelineReadsOnRequest() {
    start(false, false);
    client.send(head("POST", "/pub?id=a", "Content-Length: 5") + "\r\n");
    client.send("he");
    client.send("llo");
    assertThat(client.receive().status()).isEqualTo(202);

    client.send(get("/sub?id=a"));
    assertThat(client.receive().text()).isEqualTo("hello");
  }

  @Test
  void departureIsNoticedWhereThePipelineReadsOnRequest() {
    start(false, false);
    client.send(get("/sub?id=a"));
    awaitHeld(1);

    client.close();

    awaitHeld(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestsForOthersGoOnWithTheirBodiesAndInOrder(boolean aggregates) {
    start(aggregates);
    client.send(
        post("/app/1", "one")
            + post("/pub?id=a", "hello")
            + get("/app/2")
            + get("/sub?id=a")
            + head("PUT", "/app/3", "Transfer-Encoding: chunked")
            + "\r\n3\r\nthr\r\n2\r\nee\r\n0\r\n\r\n"
            + post("/pub?id=a", "again"));

    assertThat(client.receive().text()).isEqualTo("POST /app/1 one");
    assertThat(client.receive().status()).isEqualTo(202);
    assertThat(client.receive().text()).isEqualTo("GET /app/2 ");
    assertThat(client.receive().text()).isEqualTo("hello");
    assertThat(client.receive().text()).isEqualTo("PUT /app/3 three");
    assertThat(client.receive().status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestsForOthersWaitForAHeldOne(boolean aggregates) {
    start(aggregates);
    client.send(get("/sub?id=a") + post("/app", "body") + get("/sub?id=a"));
    awaitHeld(1);

    engine.channel("a").publish(MessageDraft.text("first")).join();

    assertThat(client.receive().text()).isEqualTo("first");
    assertThat(client.receive().text()).isEqualTo("POST /app body");
    assertThat(client.receive().text()).isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void requestsForOthersWaitForTheEndOfAStream(boolean aggregates) {
    start(aggregates);
    client.send(
        head("GET", "/sub?id=a", "TE: chunked", "Connection: TE") + "\r\n" + post("/app", "body"));
    awaitHeld(1);

    engine.channel("a").publish(MessageDraft.text("first,")).join();
    engine.channel("a").publish(MessageDraft.text("second")).join();
    engine.channel("a").delete().join();

    assertThat(client.receive().text()).isEqualTo("first,second");
    assertThat(client.receive().text()).isEqualTo("POST /app body");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nothingLeavesHttp(boolean aggregates) {
    start(aggregates);

    client.get("/upgrade", "Connection: Upgrade", "Upgrade: x-echo");

    assertThat(client.receive().text()).isEqualTo("false");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoPipelinesMoreThanIsReadAheadIsLetGo(boolean aggregates) {
    start(aggregates);
    client.get("/sub?id=a");
    awaitHeld(1);

    client.sendIfOpen(post("/app", "x".repeat(500_000)));

    awaitHeld(0);
    client.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manySmallRequestsBehindAHeldOneAreMoreThanIsReadAheadToo(boolean aggregates) {
    start(aggregates);
    client.get("/sub?id=a");
    awaitHeld(1);

    client.sendIfOpen(get("/app").repeat(2000));

    awaitHeld(0);
    client.expectClosed();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatCannotBeReadIsRefusedAndNothingBehindItIsRun(boolean aggregates) {
    start(aggregates);
    client.send(
        head("GET", "/app", "Host: two") + "\r\n" + post("/pub?id=victim", "x") + get("/app"));

    assertThat(client.receive().status()).isEqualTo(400);
    client.expectClosed();
    assertThat(engine.channel("victim").info().join()).isEmpty();
  }

  /** Tells what it has got. */
  private static final class Application extends SimpleChannelInboundHandler<HttpObject> {
    private final StringBuilder seen = new StringBuilder();

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof HttpRequest request) {
        seen.append(request.method()).append(' ').append(request.uri()).append(' ');
      }
      if (part instanceof HttpContent content) {
        seen.append(content.content().toString(StandardCharsets.UTF_8));
      }
      if (part instanceof LastHttpContent) {
        ByteBuf text = Unpooled.copiedBuffer(seen, StandardCharsets.UTF_8);
        DefaultFullHttpResponse response =
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, text);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes());
        context.writeAndFlush(response);
        seen.setLength(0);
      }
    }
  }
}
