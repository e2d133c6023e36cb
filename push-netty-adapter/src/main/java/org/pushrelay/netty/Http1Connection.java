package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that speaks HTTP/1.1 (RFC 9112), one request after another.
 *
 * <pre>
 *   silent --- bytes ---> head --- read ---> dispatched --- body read ---> held
 *      ^                   \                    |                           |
 *      |                    \-- refused         +---- answered -------------+
 *      +------------------------------------------------+--- closes ---> ending
 * </pre>
 *
 * Plain heads are read by {@link RequestHead}; for everything else a {@link StepDecoder} is made,
 * and dropped after that request. While a request is held, what comes behind it stays in bytes.
 * While nothing is under way, the connection has no buffer. On its event loop only.
 */
final class Http1Connection extends ReadingConnection {
  private static final Logger log = LoggerFactory.getLogger(Http1Connection.class);

  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer().writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII)));

  /** A response for one client is counted while it is sent if it is longer than this. */
  private static final int LARGE = 2048;

  private final ServerContext serverContext;
  private final Http1Body body;

  /** The present request; null before its head is read, and after it was answered. */
  private @Nullable Http1Exchange exchange;

  private boolean stopping;
  private boolean gracefulClose;

  Http1Connection(ServerContext serverContext, Channel channel) {
    super(serverContext.loop(channel.eventLoop()), channel);
    this.serverContext = serverContext;
    this.body = new Http1Body(channel);
  }

  long announcedLength() {
    return body.left();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    enter(loop.sendingHead);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    leave();
    dropUnread();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leave();
    dropUnread();
    Http1Exchange present = exchange;
    exchange = null;
    if (present != null) {
      present.clientGone(new ClosedChannelException());
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    boolean isClients = cause instanceof IOException || cause instanceof DecoderException;
    if (isClients && !(cause.getCause() instanceof Error)) {
      log.debug("A connection broke", cause);
    } else {
      serverContext.failed("A connection failed, and is closed", cause);
    }
    context.close();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!channel.isWritable()) {
      return;
    }
    mayHaveRoom();
    setTime();
  }

  @Override
  void mayHaveRoom() {
    NettyResponseStream stream = exchange == null ? null : exchange.stream();
    if (stream != null) {
      stream.hasRoomAgain();
    } else if (channel.isWritable()) {
      setReading(true);
      advanceLater();
    }
  }

  @Override
  boolean isHolding() {
    return exchange != null;
  }

  @Override
  boolean hasPart() {
    return body.hasPart();
  }

  /** One part of a request. */
  @Override
  boolean step(ByteBuf in) {
    if (exchange != null) {
      return readBehind(exchange, in);
    }
    if (!channel.isWritable()) {
      return false;
    }
    return body.isDecoded() ? decodeHead(in) : readHead(in);
  }

  private boolean readBehind(Http1Exchange present, ByteBuf in) {
    Http1Upgrade upgrade = present.upgraded();
    if (upgrade != null) {
      upgrade.take(in);
      return true;
    }
    return body.read(this, present, in);
  }

  private boolean readHead(ByteBuf in) {
    RequestHead head = loop.head;
    RequestHead.Kind kind = head.read(in, channel);
    if (kind == RequestHead.Kind.PLAIN) {
      in.skipBytes(head.size());
      body.begin(head.bodyLength());
      begin(Http1Exchange.of(this, head), in);
      return true;
    }
    if (serverContext.http2() && isInClearText() && switchesToHttp2(kind, in)) {
      return false;
    }
    Http2Preface preface = serverContext.http2() ? Http2Preface.NONE : Http2Preface.of(in);
    if (preface == Http2Preface.GIVEN) {
      refuseHttp2();
    }
    if (preface != Http2Preface.NONE) {
      return false;
    }
    body.decode(serverContext.limits());
    return decodeHead(in);
  }

  private boolean isInClearText() {
    return channel.pipeline().get(SslHandler.class) == null;
  }

  /** HTTP/2 in clear text, with prior knowledge (RFC 9113, 3.3) or by an upgrade. */
  private boolean switchesToHttp2(RequestHead.Kind kind, ByteBuf in) {
    Http2Preface preface = Http2Preface.of(in);
    if (preface == Http2Preface.BEGUN) {
      return true;
    }
    boolean upgrade = kind == RequestHead.Kind.UPGRADE_H2C;
    if (preface == Http2Preface.NONE && !upgrade) {
      return false;
    }
    giveUnreadAway();
    gracefulClose = true;
    Http2Pipeline.addTo(channel, serverContext, upgrade);
    channel.pipeline().remove(this);
    channel.pipeline().fireChannelRead(in);
    return true;
  }

  private boolean decodeHead(ByteBuf in) {
    if (body.hasBadLine(in)) {
      refuse(400, null);
      return false;
    }
    HttpObject part = body.next(in);
    if (part == null) {
      return false;
    }
    if (!(part instanceof HttpRequest request)) {
      // the end of a body that was skipped after its request was answered
      body.pass(part);
      return true;
    }
    int status = RequestCheck.status(request);
    Optional<RequestTarget> target = RequestTarget.of(request);
    if (status != RequestCheck.GOOD || target.isEmpty()) {
      refuse(status == RequestCheck.GOOD ? 400 : status, request);
      return false;
    }
    body.begin(request, in);
    begin(Http1Exchange.of(this, request, target.get()), in);
    return true;
  }

  private void begin(Http1Exchange begun, ByteBuf in) {
    exchange = begun;
    // the next head has a time of its own, even if this one's end and its beginning came together
    leave();
    serverContext.handle(begun);
    if (!begun.isOpen()) {
      return;
    }
    body.readIfWhole(begun, in);
    body.notifyIfComplete(begun);
    if (begun.body() == null) {
      // a waiting subscriber no longer needs its request
      begun.keepOnly(null);
    } else if (begun.isOpen() && !body.isDecoded()) {
      begun.keepOnly(loop.head.copy());
    }
  }

  /** Refuses a body that cannot be read; the endpoint is notified of a departure. */
  void refuseBody(Http1Exchange present, Throwable cause) {
    present.clientGone(cause);
    exchange = null;
    refuse(400, null);
  }

  void sayContinue() {
    ByteBuf behind = unread();
    if (behind == null || !behind.isReadable()) {
      channel.writeAndFlush(CONTINUE.duplicate(), channel.voidPromise());
    }
  }

  /** A response goes out, and with it the request's turn ends. */
  void write(Http1Exchange answered, PushResponse response, ResponseListener listener) {
    EncodedResponses.Then then = then(answered, response.closes());
    boolean shared = then == EncodedResponses.Then.KEEP && !answered.isHeadOnly();
    ByteBuf bytes =
        shared
            ? loop.responses.shared(response)
            : loop.responses.encode(response, then, answered.isHeadOnly());
    boolean watched = !shared && bytes.readableBytes() > LARGE;
    if (watched) {
      bytes.retain();
    }
    endTurn(bytes, then, listener);
    if (watched) {
      loop.lingering.track(bytes);
    }
  }

  private EncodedResponses.Then then(Http1Exchange answered, boolean closes) {
    boolean ends =
        closes || stopping || !body.skip(unread()) || serverContext.limits().keepAlive().isZero();
    return ends ? EncodedResponses.Then.CLOSE : answered.then();
  }

  /** The last bytes of a response go out. */
  private void endTurn(ByteBuf bytes, EncodedResponses.Then then, ResponseListener listener) {
    exchange = null;
    send(bytes, then, listener);
    if (isGathering()) {
      return;
    }
    setTime();
    advanceLater();
  }

  /** A stream begins; the request keeps its turn until it ends. */
  EncodedResponses.Then beginStream(Http1Exchange answered, boolean closes) {
    EncodedResponses.Then then = then(answered, closes);
    if (then == EncodedResponses.Then.CLOSE) {
      // no other request follows, and the rest of this one stays unread
      listenNoMore();
      body.giveUp();
    }
    return then;
  }

  /** A stream ends: the next request has its turn, or the connection ends with it. */
  void endStream(ByteBuf last, EncodedResponses.Then then) {
    setReading(true);
    endTurn(last, stopping ? EncodedResponses.Then.CLOSE : then, ResponseListener.IGNORE);
  }

  void abort() {
    exchange = null;
    listenNoMore();
    channel.close();
  }

  /** What has come behind the head of a request that left HTTP. */
  void readBehindUpgrade() {
    if (!isGathering()) {
      advanceLater();
    }
  }

  @Override
  void beginEnding() {
    gracefulClose = true;
    listenNoMore();
  }

  private void refuse(int status, @Nullable HttpRequest request) {
    // a whole one is what the decoder makes up when it cannot read the first line
    String line =
        request == null || request instanceof FullHttpRequest
            ? ""
            : request.method() + " " + request.uri() + " " + request.protocolVersion();
    PushResponse response = serverContext.refuse(channel, line, status);
    boolean head = request != null && request.method().equals(HttpMethod.HEAD);
    ByteBuf bytes = loop.responses.encode(response, EncodedResponses.Then.CLOSE, head);
    send(bytes, EncodedResponses.Then.CLOSE, ResponseListener.IGNORE);
  }

  private void refuseHttp2() {
    PushResponse unused = serverContext.refuse(channel, "PRI * HTTP/2.0", 505);
    send(Http2Preface.refusal(), EncodedResponses.Then.CLOSE, ResponseListener.IGNORE);
  }

  @Override
  void refuseForWantOfRoom() {
    refuse(503, null);
  }

  @Override
  void setTime() {
    if (gracefulClose || !channel.isActive()) {
      return;
    }
    if (exchange != null && exchange.stream() != null) {
      setStreamTime();
    } else if (exchange != null) {
      enter(body.isOver() ? loop.held : loop.sendingBody);
    } else if (body.isDecoded() || (unread() != null && channel.isWritable())) {
      if (queue != loop.sendingHead) {
        enter(loop.sendingHead);
      }
    } else {
      setSilentTime();
    }
  }

  @Override
  void timeIsOver(TimeQueue over) {
    if (over == loop.takingAnswer) {
      if (takesMore()) {
        return;
      }
      if (untaken() == 0 && !gracefulClose) {
        enter(exchange == null ? loop.silent : loop.held);
      } else {
        channel.close();
      }
    } else if (over == loop.sendingHead && (unread() != null || body.isDecoded())) {
      refuse(408, null);
    } else {
      channel.close();
    }
  }

  @Override
  void endSoon() {
    stopping = true;
    if (exchange != null || gracefulClose) {
      return;
    }
    if (untaken() == 0) {
      channel.close();
    } else {
      // behind what is still being sent
      send(Unpooled.EMPTY_BUFFER, EncodedResponses.Then.CLOSE, ResponseListener.IGNORE);
    }
  }

  @Override
  void closeNow() {
    channel.close();
  }
}
