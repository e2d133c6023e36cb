package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.HttpConnection;

/** A relay on a server of its own, whose requests are held for as long as nothing comes. */
final class NettyRelay implements AutoCloseable {
  private final PushEngine engine = PushEngine.builder().maxReservedMemory(64 << 20).build();
  private final RunningNetty netty;
  private final List<HttpConnection> connections = new ArrayList<>();

  private NettyRelay(PushNettyServer.Builder settings, StreamConfig streams) throws Exception {
    SubscriberConfig held =
        SubscriberConfig.builder().timeout(SubscribePolicy.FOREVER).streams(streams).build();
    netty =
        RunningNetty.start(
            settings,
            Map.of("/pub", engine.publisher(), "/sub", engine.subscriber(held)),
            Optional.empty());
  }

  static NettyRelay start(PushNettyServer.Builder settings) throws Exception {
    return start(settings, StreamConfig.DEFAULT);
  }

  static NettyRelay start(PushNettyServer.Builder settings, StreamConfig streams) throws Exception {
    return new NettyRelay(settings, streams);
  }

  PushEngine engine() {
    return engine;
  }

  PushNettyServer server() {
    return netty.server();
  }

  /** A new connection; it is closed with the relay. */
  HttpConnection connect() {
    HttpConnection connection = HttpConnection.open(netty);
    connections.add(connection);
    return connection;
  }

  /** A new connection whose request is held on a channel. */
  HttpConnection hold(String channel) {
    int before = subscribers(channel);
    HttpConnection held = connect().get("/sub?id=" + channel);
    awaitHeld(channel, before + 1);
    return held;
  }

  void publish(String channel, MessageBody body) {
    assertThat(engine.channel(channel).publish(MessageDraft.of(body)).join())
        .isInstanceOf(PublishResult.Accepted.class);
  }

  void publish(String channel, String text) {
    publish(channel, MessageBody.utf8(text));
  }

  int subscribers(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  int messages(String channel) {
    return engine.channel(channel).info().join().map(ChannelInfo::messages).orElse(0);
  }

  void awaitHeld(String channel, int count) {
    Eventually.until(count + " held on " + channel, () -> subscribers(channel) == count);
  }

  @Override
  public void close() {
    connections.forEach(HttpConnection::close);
    engine.close();
    netty.close();
  }
}
