package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.pushrelay.testkit.Eventually;

/** A connection to a server that knows beforehand that it speaks HTTP/2, in clear text. */
final class Http2Client implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel connection;

  private Http2Client(int port, Http2Settings settings) {
    connection =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            Http2FrameCodecBuilder.forClient().initialSettings(settings).build(),
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                  }
                })
            .connect("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
  }

  static Http2Client connect(int port) {
    return new Http2Client(port, Http2Settings.defaultSettings());
  }

  /** A client that takes only so much before it has read it. */
  static Http2Client connect(int port, int window) {
    return new Http2Client(port, Http2Settings.defaultSettings().initialWindowSize(window));
  }

  /**
   * Sends a request without a body.
   *
   * @param headers names and values in turns
   */
  Stream request(String method, String target, String... headers) {
    return open(method, target, true, true, headers);
  }

  /** Sends the head of a request only; its body may follow. */
  Stream begin(String method, String target, String... headers) {
    return open(method, target, false, true, headers);
  }

  /** Sends a request, and reads nothing of the response until it is told to. */
  Stream requestUnread(String target, String... headers) {
    return open("GET", target, true, false, headers);
  }

  private Stream open(
      String method, String target, boolean whole, boolean reads, String... headers) {
    Stream stream = new Stream();
    Http2StreamChannel channel =
        new Http2StreamChannelBootstrap(connection)
            .handler(stream)
            .open()
            .syncUninterruptibly()
            .getNow();
    stream.channel = channel;
    channel.config().setAutoRead(reads);
    Http2Headers head =
        new DefaultHttp2Headers()
            .method(method)
            .path(target)
            .scheme("http")
            .authority("localhost:80");
    for (int i = 0; i < headers.length; i += 2) {
      head.add(headers[i], headers[i + 1]);
    }
    channel.writeAndFlush(new DefaultHttp2HeadersFrame(head, whole)).syncUninterruptibly();
    return stream;
  }

  void awaitClosed() {
    Eventually.until("the connection ends", () -> !connection.isActive());
  }

  boolean isOpen() {
    return connection.isActive();
  }

  @Override
  public void close() {
    connection.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One request, and what came for it. */
  static final class Stream extends ChannelInboundHandlerAdapter {
    private final List<Http2Headers> heads = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private volatile Channel channel;
    private volatile boolean ended;
    private volatile long resetCode = -1;

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2HeadersFrame head) {
        heads.add(head.headers());
        ended |= head.isEndStream();
      } else if (frame instanceof Http2DataFrame data) {
        ByteBuf bytes = data.content();
        synchronized (body) {
          body.writeBytes(ByteBufUtil.getBytes(bytes));
        }
        ended |= data.isEndStream();
      }
      ReferenceCountUtil.release(frame);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Http2ResetFrame reset) {
        resetCode = reset.errorCode();
      }
      ReferenceCountUtil.release(event);
    }

    Stream send(String text, boolean last) {
      return send(text.getBytes(UTF_8), last);
    }

    Stream send(byte[] bytes, boolean last) {
      channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(bytes), last));
      return this;
    }

    /** Ends the body with header fields behind it. */
    void sendTrailers() {
      Http2Headers trailers = new DefaultHttp2Headers().add("x-sum", "1");
      channel.writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true)).syncUninterruptibly();
    }

    /** Takes what is there next. */
    void readOnce() {
      channel.read();
    }

    boolean isOpen() {
      return channel.isActive();
    }

    /** Whether the response has come whole, or never will. */
    boolean isOver() {
      return ended || !isOpen();
    }

    /** Resets it. */
    void leave() {
      channel.close().syncUninterruptibly();
    }

    Http2Headers awaitHead(int number) {
      Eventually.until("head " + number, () -> heads.size() >= number);
      return heads.get(number - 1);
    }

    /** Waits for the whole response. */
    Stream await() {
      Eventually.until("the answer's end", () -> ended);
      return this;
    }

    long awaitReset() {
      Eventually.until("a reset", () -> resetCode >= 0);
      return resetCode;
    }

    boolean isReset() {
      return resetCode >= 0;
    }

    int status() {
      return Integer.parseInt(heads.get(heads.size() - 1).status().toString());
    }

    String header(String name) {
      CharSequence value = heads.get(heads.size() - 1).get(name);
      return value == null ? "" : value.toString();
    }

    byte[] body() {
      synchronized (body) {
        return body.toByteArray();
      }
    }

    String text() {
      return new String(body(), UTF_8);
    }
  }
}
