package org.pushrelay.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Puts HTTP/2 (RFC 9113) into a pipeline: a channel of its own for each stream. */
final class Http2Pipeline {
  /** How many requests one connection may hold at once. */
  private static final int MAX_STREAMS = 1000;

  private static final long STOP_MILLIS = 2000;

  /** An upgrade is asked for by requests without a body. */
  private static final int MAX_UPGRADE_BODY = 0;

  private Http2Pipeline() {}

  /**
   * Adds what a connection needs that speaks HTTP/2 from now on.
   *
   * @param upgrade whether it comes by a request of HTTP/1.1 that asks for it
   */
  static void addTo(Channel channel, ServerContext serverContext, boolean upgrade) {
    ChannelPipeline pipeline = channel.pipeline();
    if (!upgrade) {
      Http2Connection connection = new Http2Connection(serverContext, channel);
      pipeline.addLast(codec(serverContext), streams(serverContext, connection), connection);
      return;
    }
    HttpServerCodec source =
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(serverContext.limits().headBytes())
                .setMaxHeaderSize(serverContext.limits().headBytes()));
    pipeline.addLast(
        source,
        new HttpServerUpgradeHandler(
            source, protocol -> upgradeTo(protocol, channel, serverContext), MAX_UPGRADE_BODY),
        new FailedUpgrade(serverContext));
  }

  private static HttpServerUpgradeHandler.@Nullable UpgradeCodec upgradeTo(
      CharSequence protocol, Channel channel, ServerContext serverContext) {
    if (!AsciiString.contentEquals(Http2CodecUtil.HTTP_UPGRADE_PROTOCOL_NAME, protocol)) {
      return null;
    }
    Http2Connection connection = new Http2Connection(serverContext, channel);
    return new Http2ServerUpgradeCodec(
        codec(serverContext), streams(serverContext, connection), connection);
  }

  private static Http2FrameCodec codec(ServerContext serverContext) {
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(serverContext.limits().headBytes()))
        .validateRequiredPseudoHeaders(true)
        .gracefulShutdownTimeoutMillis(STOP_MILLIS)
        .build();
  }

  private static Http2MultiplexHandler streams(
      ServerContext serverContext, Http2Connection connection) {
    return new Http2MultiplexHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel stream) {
            stream.pipeline().addLast(new Http2Stream(serverContext, connection, stream));
          }
        });
  }
}
