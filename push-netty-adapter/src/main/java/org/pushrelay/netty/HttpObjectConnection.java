package org.pushrelay.netty;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection whose requests Netty's own codec has decoded, as in a pipeline of the application's.
 * What comes behind a request that is held waits. Requests that nothing is mounted for go on to the
 * next handler, with their bodies. On its event loop only.
 */
final class HttpObjectConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HttpObjectConnection.class);

  /** A client that pipelines more than this behind a held request is let go. */
  private static final int READ_AHEAD = 64 * 1024;

  /** What a part that waits is taken to cost beside its bytes. */
  private static final int PART_COST = 128;

  private final ServerContext serverContext;
  private final Predicate<String> passesOnPath;
  private final PushLoop loop;
  private final Channel channel;

  /**
   * Where answers go out: from this handler on, so that the pipeline's handlers behind it, which
   * may know other responses only, do not see them. Null before the handler is in a pipeline.
   */
  private @Nullable ChannelHandlerContext place;

  private final Deque<Object> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable HttpObjectExchange exchange;
  private long announced;

  /** Whether the present request's body is all here. */
  private boolean bodyOver = true;

  /** Whether the present request is the next handler's. */
  private boolean passesOn;

  private boolean advancing;

  /** A response said that the connection ends: what follows is not read (RFC 9112, 9.6). */
  private boolean gracefulClose;

  /**
   * A connection.
   *
   * @param passesOnPath which paths' requests are the next handler's
   */
  HttpObjectConnection(
      ServerContext serverContext, Predicate<String> passesOnPath, Channel channel) {
    this.serverContext = serverContext;
    this.passesOnPath = passesOnPath;
    this.loop = serverContext.loop(channel.eventLoop());
    this.channel = channel;
  }

  PushLoop loop() {
    return loop;
  }

  long announcedLength() {
    return announced;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    place = context;
    loop.pipelineAdded();
  }

  /** The connection goes on in another protocol, and its streams have handlers of their own. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof HttpServerUpgradeHandler.UpgradeEvent) {
      context.pipeline().remove(this);
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    NettyResponseStream stream = exchange == null ? null : exchange.stream();
    if (stream != null && channel.isWritable()) {
      stream.hasRoomAgain();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    dropWaiting();
    HttpObjectExchange present = exchange;
    exchange = null;
    if (present != null) {
      present.clientGone(new ClosedChannelException());
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("A connection broke", cause);
    context.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    dropWaiting();
    loop.pipelineRemoved();
  }

  private void dropWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    waitingBytes = 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object part) {
    if (gracefulClose) {
      ReferenceCountUtil.release(part);
      return;
    }
    waiting.add(part);
    waitingBytes += cost(part);
    advance(context);
    if (waitingBytes > READ_AHEAD) {
      log.debug("More was pipelined behind a held request than is read ahead");
      context.close();
    }
  }

  /**
   * Where the pipeline reads on request only, the rest of a body, the next request and the end of
   * the connection are requested here. While a request is the next handler's, so is reading.
   */
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.fireChannelReadComplete();
    if (!passesOn && !channel.config().isAutoRead()) {
      context.read();
    }
  }

  private static int cost(Object part) {
    return part instanceof HttpContent content
        ? PART_COST + content.content().readableBytes()
        : PART_COST;
  }

  private void advance(ChannelHandlerContext context) {
    if (advancing) {
      return;
    }
    advancing = true;
    try {
      while (!waiting.isEmpty() && !gracefulClose && (!bodyOver || exchange == null)) {
        Object part = waiting.remove();
        waitingBytes -= cost(part);
        take(context, part);
      }
    } finally {
      advancing = false;
    }
    if (gracefulClose) {
      dropWaiting();
    }
  }

  private void take(ChannelHandlerContext context, Object part) {
    if (part instanceof HttpRequest request) {
      begin(request);
    }
    if (passesOn) {
      bodyOver |= part instanceof LastHttpContent;
      context.fireChannelRead(part);
      return;
    }
    try {
      if (part instanceof HttpContent content) {
        takeBody(content);
      }
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private void begin(HttpRequest request) {
    bodyOver = false;
    Optional<RequestTarget> target = RequestTarget.of(request);
    int status = target.isEmpty() ? 400 : RequestCheck.status(request);
    passesOn = status == RequestCheck.GOOD && passesOnPath.test(target.orElseThrow().path());
    if (passesOn) {
      return;
    }
    announced = status == RequestCheck.GOOD ? bodyLength(request) : -1;
    HttpObjectExchange begun =
        new HttpObjectExchange(
            this, new DecodedRequest(request, target.orElse(RequestTarget.NONE), channel), request);
    exchange = begun;
    if (status == RequestCheck.GOOD) {
      serverContext.handle(begun);
    } else {
      begun.respond(serverContext.refuse(channel, request.uri(), status));
    }
  }

  private static long bodyLength(HttpRequest request) {
    return HttpUtil.isTransferEncodingChunked(request)
        ? -1
        : HttpUtil.getContentLength(request, 0L);
  }

  private void takeBody(HttpContent content) {
    bodyOver = content instanceof LastHttpContent;
    HttpObjectExchange present = exchange;
    if (present == null) {
      return;
    }
    BodyReader body = present.body();
    if (body != null && content.decoderResult().isFailure()) {
      body.fail(content.decoderResult().cause());
    } else if (body != null) {
      body.add(content.content());
      if (bodyOver) {
        body.end();
      }
    }
    if (bodyOver && body == null) {
      // a waiting subscriber no longer needs its request
      present.keepOnly(null);
    }
  }

  private ChannelHandlerContext place() {
    return requireNonNull(place, "place");
  }

  void sayContinue() {
    place()
        .writeAndFlush(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  void write(HttpObjectExchange answered, PushResponse response, ResponseListener listener) {
    // a body that is not read to its end would be taken for the next request
    boolean closes = response.closes() || !answered.keepsAlive() || (!bodyOver && announced != 0);
    gracefulClose |= closes;
    ChannelFuture sent =
        place().writeAndFlush(HttpObjectResponses.whole(answered, response, closes));
    sent.addListener(
        done -> {
          if (done.isSuccess()) {
            listener.onSent();
          } else {
            listener.onFailure(done.cause());
          }
        });
    exchange = null;
    if (closes) {
      closeAfter(sent);
      return;
    }
    channel.eventLoop().execute(this::resumeReading);
  }

  /**
   * A stream begins; the request keeps its turn until it ends.
   *
   * @return whether the connection ends with it
   */
  boolean beginStream(HttpObjectExchange answered, PushResponse head) {
    boolean chunked = !head.closes() && !answered.isHttp10();
    boolean closes = !chunked || !answered.keepsAlive() || (!bodyOver && announced != 0);
    gracefulClose |= closes;
    place().write(HttpObjectResponses.head(answered, head, chunked, closes));
    return closes;
  }

  void writePart(ByteBuf bytes) {
    place().write(new DefaultHttpContent(bytes));
  }

  void flushParts() {
    place().flush();
  }

  boolean hasRoom() {
    return channel.isWritable();
  }

  void endStream(boolean closes) {
    exchange = null;
    ChannelFuture sent = place().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    if (closes) {
      closeAfter(sent);
    } else {
      channel.eventLoop().execute(this::resumeReading);
    }
  }

  void abort() {
    exchange = null;
    gracefulClose = true;
    place().close();
  }

  private void closeAfter(ChannelFuture sent) {
    sent.addListener(done -> place().close());
  }

  private void resumeReading() {
    if (!place().isRemoved()) {
      advance(place());
    }
  }
}
