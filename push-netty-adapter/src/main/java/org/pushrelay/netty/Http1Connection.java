package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
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
final class Http1Connection extends TimedConnection {
  private static final Logger log = LoggerFactory.getLogger(Http1Connection.class);

  /** A client that pipelines more than this behind a held request is let go. */
  static final int READ_AHEAD = 64 * 1024;

  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer().writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII)));
  private static final byte[] HTTP2_PREFACE = "PRI * HTTP/2.0\r\n".getBytes(US_ASCII);

  private final Endpoints endpoints;
  private final PushLoop loop;
  private final Channel channel;

  /** What has come and was not read; null if that is nothing. */
  private @Nullable ByteBuf unread;

  /** Reads the present request; null if its head was a plain one, or if there is none. */
  private @Nullable StepDecoder decoder;

  /** The present request; null before its head is read, and after it was answered. */
  private @Nullable Http1Exchange exchange;

  /** How much of the present request's body is still to come; negative if that is not known. */
  private long bodyLeft;

  /** How much of an answer the client had yet to take when its time began. */
  private long untaken;

  private boolean advancing;
  private boolean unflushed;
  private boolean stopping;
  private boolean ending;

  /** What the client sends is not read any more. */
  private boolean deaf;

  Http1Connection(Endpoints endpoints, Channel channel) {
    this.endpoints = endpoints;
    this.loop = endpoints.loop(channel.eventLoop());
    this.channel = channel;
  }

  PushLoop loop() {
    return loop;
  }

  long announcedLength() {
    return bodyLeft;
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
    if (cause instanceof IOException || cause instanceof DecoderException) {
      log.debug("A connection broke", cause);
    } else {
      log.error("A connection failed, and is closed", cause);
    }
    context.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (deaf) {
      more.release();
      return;
    }
    unread =
        unread == null
            ? more
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), unread, more);
    advance();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!channel.isWritable()) {
      return;
    }
    NettyResponseStream stream = exchange == null ? null : exchange.stream();
    if (stream != null) {
      stream.hasRoomAgain();
    } else {
      channel.config().setAutoRead(true);
      advanceLater();
    }
    setTime();
  }

  /** Not from within: somebody else's head is being read, perhaps. */
  private void advanceLater() {
    if (unread != null) {
      channel.eventLoop().execute(this::advance);
    }
  }

  /** Reads on, as far as there are bytes and nothing has to be waited for. */
  private void advance() {
    if (advancing) {
      return;
    }
    advancing = true;
    try {
      while (unread != null && unread.isReadable() && !deaf && step(unread)) {
        // each step reads a head or a piece of a body
      }
    } finally {
      advancing = false;
    }
    if (unread != null && (!unread.isReadable() || deaf)) {
      dropUnread();
    }
    limitReadAhead();
    if (unflushed) {
      unflushed = false;
      channel.flush();
    }
    setTime();
  }

  private void dropUnread() {
    if (unread != null) {
      unread.release();
      unread = null;
    }
  }

  private void limitReadAhead() {
    if (unread == null || unread.readableBytes() <= READ_AHEAD) {
      return;
    }
    if (exchange != null) {
      log.debug("More was pipelined behind a held request than is read ahead");
      channel.close();
    } else if (!channel.isWritable()) {
      // it has yet to take its last answers; who sends and does not read is not read, either
      channel.config().setAutoRead(false);
    }
  }

  /** One part of a request; false if it is not there, or if it is not its turn. */
  private boolean step(ByteBuf in) {
    if (exchange != null) {
      return readBehind(exchange, in);
    }
    if (!channel.isWritable()) {
      return false;
    }
    return decoder == null ? readHead(in) : decodeHead(decoder, in);
  }

  private boolean readBehind(Http1Exchange present, ByteBuf in) {
    Http1Upgrade upgrade = present.upgraded();
    if (upgrade != null) {
      upgrade.take(in);
      return true;
    }
    return bodyLeft != 0 && readBody(present, in);
  }

  private boolean readHead(ByteBuf in) {
    RequestHead head = loop.head;
    RequestHead.Kind kind = head.read(in, channel);
    if (kind == RequestHead.Kind.PLAIN) {
      in.skipBytes(head.size());
      bodyLeft = head.bodyLength();
      begin(
          new Http1Exchange(
              this,
              head,
              false,
              false,
              head.closes() ? EncodedAnswers.Then.CLOSE : EncodedAnswers.Then.KEEP,
              false),
          in);
      return true;
    }
    if (endpoints.http2() && isInClearText() && switchesToHttp2(kind, in)) {
      return false;
    }
    StepDecoder made = new StepDecoder(endpoints.limits());
    decoder = made;
    return decodeHead(made, in);
  }

  private boolean isInClearText() {
    return channel.pipeline().get(SslHandler.class) == null;
  }

  /** HTTP/2 in clear text, with prior knowledge (RFC 9113, 3.3) or by an upgrade. */
  private boolean switchesToHttp2(RequestHead.Kind kind, ByteBuf in) {
    int known = Math.min(in.readableBytes(), HTTP2_PREFACE.length);
    boolean preface =
        ByteBufUtil.equals(in, in.readerIndex(), Unpooled.wrappedBuffer(HTTP2_PREFACE), 0, known);
    if (preface && known < HTTP2_PREFACE.length) {
      return true;
    }
    boolean upgrade = kind == RequestHead.Kind.UPGRADE_H2C;
    if (!preface && !upgrade) {
      return false;
    }
    unread = null;
    ending = true;
    deaf = true;
    Http2Pipeline.addTo(channel, endpoints, upgrade);
    channel.pipeline().remove(this);
    channel.pipeline().fireChannelRead(in);
    return true;
  }

  private boolean decodeHead(StepDecoder present, ByteBuf in) {
    HttpObject part = next(present, in);
    if (part == null) {
      return false;
    }
    if (!(part instanceof HttpRequest request)) {
      // the end of a body that was skipped after its request was answered
      ReferenceCountUtil.release(part);
      if (part instanceof LastHttpContent) {
        decoder = null;
      }
      return true;
    }
    int status = RequestCheck.status(request);
    Optional<RequestTarget> target = RequestTarget.of(request);
    if (status != RequestCheck.GOOD || target.isEmpty()) {
      refuse(status == RequestCheck.GOOD ? 400 : status, request);
      return false;
    }
    boolean chunked = HttpUtil.isTransferEncodingChunked(request);
    bodyLeft = chunked ? -1 : HttpUtil.getContentLength(request, 0L);
    if (bodyLeft == 0) {
      ReferenceCountUtil.release(next(present, in));
      decoder = null;
    }
    begin(
        new Http1Exchange(
            this,
            new DecodedRequest(request, target.get(), channel),
            !request.protocolVersion().isKeepAliveDefault(),
            request.method().equals(HttpMethod.HEAD),
            then(request),
            HttpUtil.is100ContinueExpected(request)),
        in);
    return true;
  }

  private static EncodedAnswers.Then then(HttpRequest request) {
    if (!HttpUtil.isKeepAlive(request)) {
      return EncodedAnswers.Then.CLOSE;
    }
    return request.protocolVersion().isKeepAliveDefault()
        ? EncodedAnswers.Then.KEEP
        : EncodedAnswers.Then.KEEP_HTTP10;
  }

  private @Nullable HttpObject next(StepDecoder present, ByteBuf in) {
    try {
      return present.next(channel.pipeline().lastContext(), in);
    } catch (Exception e) {
      throw new DecoderException(e);
    }
  }

  private void begin(Http1Exchange begun, ByteBuf in) {
    exchange = begun;
    // the next head has a time of its own, even if this one's end and its beginning came together
    leave();
    endpoints.handle(begun);
    if (!begun.isOpen()) {
      return;
    }
    boolean whole = bodyLeft >= 0 && bodyLeft <= in.readableBytes();
    if (bodyLeft != 0 && whole && decoder == null) {
      readBody(begun, in);
    }
    if (bodyLeft == 0) {
      endBody(begun);
    }
    if (begun.body() == null) {
      // whoever waits for a message needs its request no more
      begun.keepOnly(null);
    } else if (begun.isOpen() && decoder == null) {
      begun.keepOnly(loop.head.copy());
    }
  }

  /** A body that has no bytes is over at once. */
  private void endBody(Http1Exchange present) {
    BodyReader body = present.body();
    if (bodyLeft == 0 && body != null) {
      body.end();
    }
  }

  private boolean readBody(Http1Exchange present, ByteBuf in) {
    StepDecoder decoding = decoder;
    if (decoding != null) {
      return decodeBody(present, decoding, in);
    }
    int size = (int) Math.min(bodyLeft, in.readableBytes());
    bodyLeft -= size;
    BodyReader body = present.body();
    if (body == null) {
      in.skipBytes(size);
      return true;
    }
    body.add(in.readSlice(size));
    endBody(present);
    return true;
  }

  private boolean decodeBody(Http1Exchange present, StepDecoder decoding, ByteBuf in) {
    HttpObject part = next(decoding, in);
    if (part == null) {
      return false;
    }
    try {
      return takeBody(present, (HttpContent) part);
    } finally {
      ReferenceCountUtil.release(part);
    }
  }

  private boolean takeBody(Http1Exchange present, HttpContent part) {
    BodyReader body = present.body();
    if (part.decoderResult().isFailure()) {
      if (body == null || body.isTold()) {
        present.clientGone(part.decoderResult().cause());
        exchange = null;
        refuse(400, null);
      } else {
        body.fail(part.decoderResult().cause());
      }
      return false;
    }
    if (part instanceof LastHttpContent) {
      bodyLeft = 0;
      decoder = null;
    }
    if (body != null) {
      body.add(part.content());
      endBody(present);
    }
    return true;
  }

  void sayContinue() {
    if (unread == null || !unread.isReadable()) {
      channel.writeAndFlush(CONTINUE.duplicate(), channel.voidPromise());
    }
  }

  /** An answer goes out, and with it the request's turn ends. */
  void write(Http1Exchange answered, PushResponse answer, ResponseListener listener) {
    EncodedAnswers.Then then = then(answered, answer.closes());
    boolean shared = then == EncodedAnswers.Then.KEEP && !answered.isHeadOnly();
    ByteBuf bytes =
        shared
            ? loop.answers.shared(answer)
            : loop.answers.encode(answer, then, answered.isHeadOnly());
    endTurn(bytes, then, listener);
  }

  private EncodedAnswers.Then then(Http1Exchange answered, boolean closes) {
    boolean ends = closes || stopping || !skipBody() || endpoints.limits().keepAlive().isZero();
    return ends ? EncodedAnswers.Then.CLOSE : answered.then();
  }

  /** The last bytes of an answer go out. */
  private void endTurn(ByteBuf bytes, EncodedAnswers.Then then, ResponseListener listener) {
    exchange = null;
    send(bytes, then, listener);
    if (advancing) {
      return;
    }
    setTime();
    advanceLater();
  }

  /** A stream begins; the request keeps its turn until it ends. */
  EncodedAnswers.Then beginStream(Http1Exchange answered, boolean closes) {
    EncodedAnswers.Then then = then(answered, closes);
    if (then == EncodedAnswers.Then.CLOSE) {
      // there will be no other request, and what is left of this one nobody reads
      deaf = true;
      bodyLeft = 0;
      decoder = null;
    }
    return then;
  }

  /** Some bytes of a stream, or of another protocol. */
  void writePart(ByteBuf bytes) {
    if (queue == loop.takingAnswer) {
      // before it is more: what the client took meanwhile shows only now
      setStreamTime();
    }
    channel.write(bytes, channel.voidPromise());
  }

  void flushParts() {
    if (advancing && channel.isWritable()) {
      unflushed = true;
      return;
    }
    channel.flush();
    setTime();
  }

  boolean hasRoom() {
    return channel.isWritable();
  }

  /** A stream ends: the next request has its turn, or the connection ends with it. */
  void endStream(ByteBuf last, EncodedAnswers.Then then) {
    channel.config().setAutoRead(true);
    endTurn(last, stopping ? EncodedAnswers.Then.CLOSE : then, ResponseListener.IGNORE);
  }

  void abort() {
    exchange = null;
    channel.close();
  }

  /** What has come behind the head of a request that left HTTP. */
  void readBehindUpgrade() {
    if (!advancing) {
      advanceLater();
    }
  }

  void setReading(boolean reading) {
    channel.config().setAutoRead(reading);
  }

  /** Reads over what nobody wants of a body, if it is all there. */
  private boolean skipBody() {
    if (bodyLeft == 0) {
      return true;
    }
    ByteBuf in = unread;
    if (in == null || decoder != null || bodyLeft > in.readableBytes()) {
      return false;
    }
    in.skipBytes((int) bodyLeft);
    bodyLeft = 0;
    return true;
  }

  private void send(ByteBuf bytes, EncodedAnswers.Then then, ResponseListener listener) {
    boolean closes = then == EncodedAnswers.Then.CLOSE;
    if (closes) {
      // first, since it may be sent at once
      ending = true;
      deaf = true;
      enter(loop.takingAnswer);
    }
    if (closes || listener != ResponseListener.IGNORE) {
      ChannelPromise promise = channel.newPromise();
      promise.addListener(sent -> sent((ChannelFuture) sent, closes, listener));
      write(bytes, promise);
    } else {
      write(bytes, channel.voidPromise());
    }
  }

  private void write(ByteBuf bytes, ChannelPromise promise) {
    if (advancing) {
      unflushed = true;
      channel.write(bytes, promise);
    } else {
      channel.writeAndFlush(bytes, promise);
    }
  }

  private void sent(ChannelFuture sent, boolean closes, ResponseListener listener) {
    if (closes) {
      Ending.begin(channel);
      if (queue != null) {
        enter(loop.ending);
      }
    }
    if (sent.isSuccess()) {
      listener.onSent();
    } else {
      listener.onFailure(sent.cause());
    }
  }

  private void refuse(int status, @Nullable HttpRequest request) {
    // a whole one is what the decoder makes up when it cannot read the first line
    String line =
        request == null || request instanceof FullHttpRequest
            ? ""
            : request.method() + " " + request.uri() + " " + request.protocolVersion();
    PushResponse answer = endpoints.refuse(channel, line, status);
    boolean head = request != null && request.method().equals(HttpMethod.HEAD);
    ByteBuf bytes = loop.answers.encode(answer, EncodedAnswers.Then.CLOSE, head);
    send(bytes, EncodedAnswers.Then.CLOSE, ResponseListener.IGNORE);
  }

  /** Begins the time of what the connection does now. */
  private void setTime() {
    if (ending || !channel.isActive()) {
      return;
    }
    if (exchange != null && exchange.stream() != null) {
      setStreamTime();
    } else if (exchange != null) {
      enter(bodyLeft == 0 ? loop.held : loop.sendingBody);
    } else if (decoder != null || (unread != null && channel.isWritable())) {
      if (queue != loop.sendingHead) {
        enter(loop.sendingHead);
      }
    } else {
      setSilentTime(untaken());
    }
  }

  /** What the client sends meanwhile does not show that it takes its answers. */
  private void setSilentTime(long left) {
    if (left == 0) {
      enter(loop.silent);
    } else if (queue != loop.takingAnswer || left != untaken) {
      untaken = left;
      enter(loop.takingAnswer);
    }
  }

  /** As long as it likes, but for one who does not take what there is. */
  private void setStreamTime() {
    long left = untaken();
    if (left == 0) {
      if (queue != loop.held) {
        enter(loop.held);
      }
      return;
    }
    if (queue != loop.takingAnswer || left < untaken) {
      enter(loop.takingAnswer);
    }
    untaken = left;
  }

  private long untaken() {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
  }

  @Override
  void timeIsOver(TimeQueue over) {
    if (over == loop.takingAnswer) {
      long left = untaken();
      if (left > 0 && left < untaken) {
        untaken = left;
        enter(loop.takingAnswer);
      } else if (left == 0 && !ending) {
        enter(exchange == null ? loop.silent : loop.held);
      } else {
        channel.close();
      }
    } else if (over == loop.sendingHead && (unread != null || decoder != null)) {
      refuse(408, null);
    } else {
      channel.close();
    }
  }

  @Override
  void endSoon() {
    stopping = true;
    if (exchange != null || ending) {
      return;
    }
    if (untaken() == 0) {
      channel.close();
    } else {
      // behind what is still being sent
      send(Unpooled.EMPTY_BUFFER, EncodedAnswers.Then.CLOSE, ResponseListener.IGNORE);
    }
  }

  @Override
  void closeNow() {
    channel.close();
  }
}
