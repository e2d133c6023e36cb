package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.ConnectionBudget.Admission;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of an HTTP/2 connection: one request and its response. On its event loop only. */
final class Http2Stream extends TimedConnection {
  private static final Logger log = LoggerFactory.getLogger(Http2Stream.class);

  /**
   * How much of a response a client takes at least, to count as one that takes it: a frame, as long
   * as clients allow it that say nothing else (RFC 9113, 4.2).
   */
  private static final int PIECE = 16 * 1024;

  /** What the budget counts a stream with. */
  private static final int COUNTED_BYTES = 3 * 1024;

  private final ServerContext serverContext;
  private final Http2Connection connection;
  private final Channel channel;
  private @Nullable Http2Exchange exchange;

  /** What there is memory for. */
  private Admission admission = Admission.REFUSED;

  /** The head has been read, if only to be refused: other header fields are behind the body. */
  private boolean begun;

  private long announced;
  private boolean bodyOver;

  /**
   * How many frames of a stream's pieces the client has yet to let through. Written on the event
   * loop only, read by any thread.
   */
  private volatile int partsLeft;

  private boolean partsOver;

  private final ChannelFutureListener partTaken = taken -> partTaken();

  Http2Stream(ServerContext serverContext, Http2Connection connection, Channel channel) {
    this.serverContext = serverContext;
    this.connection = connection;
    this.channel = channel;
  }

  boolean mayBeHeld() {
    return admission == Admission.ALL_REQUESTS;
  }

  PushLoop loop() {
    return connection.loop();
  }

  long announcedLength() {
    return announced;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    connection.streamBegins();
    admission = serverContext.budget().connections().open(COUNTED_BYTES);
    enter(loop().sendingHead);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leave();
    connection.streamEnds();
    if (admission != Admission.REFUSED) {
      serverContext.budget().connections().close(COUNTED_BYTES);
    }
    Http2Exchange present = exchange;
    if (present != null) {
      present.clientGone(new ClosedChannelException());
    }
    context.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable()) {
      mayHaveRoom();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("A stream broke", cause);
    reset(Http2Error.INTERNAL_ERROR);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    try {
      if (frame instanceof Http2HeadersFrame headers && !begun) {
        begun = true;
        begin(headers);
      } else if (frame instanceof Http2HeadersFrame trailers && trailers.isEndStream()) {
        endBody();
      } else if (frame instanceof Http2DataFrame data) {
        readBody(data);
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  private void begin(Http2HeadersFrame frame) {
    Http2Headers headers = frame.headers();
    bodyOver = frame.isEndStream();
    announced = bodyOver ? 0 : headers.getLong("content-length", -1);
    CharSequence path = headers.path();
    Optional<RequestTarget> target =
        path == null ? Optional.empty() : RequestTarget.parse(path.toString());
    if (target.isEmpty() || !Http2Request.namesOneHost(headers)) {
      refuse(headers);
      return;
    }
    Http2Exchange present =
        new Http2Exchange(this, new Http2Request(headers, target.get(), connection.channel()));
    exchange = present;
    serverContext.handle(present);
    BodyReader body = present.body();
    if (bodyOver && body != null) {
      body.end();
    }
    if (body == null) {
      // a waiting subscriber no longer needs its request
      present.keepOnly(null);
    }
    if (present.isOpen()) {
      enter(bodyOver ? loop().held : loop().sendingBody);
    }
  }

  private void refuse(Http2Headers headers) {
    String line = headers.method() + " " + headers.path() + " HTTP/2.0";
    write(serverContext.refuse(connection.channel(), line, 400), false, ResponseListener.IGNORE);
  }

  private void readBody(Http2DataFrame data) {
    Http2Exchange present = exchange;
    BodyReader body = present == null ? null : present.body();
    if (body != null) {
      body.add(data.content());
    }
    if (data.isEndStream()) {
      endBody();
    } else if (present != null && present.isOpen()) {
      enter(loop().sendingBody);
    }
  }

  private void endBody() {
    bodyOver = true;
    Http2Exchange present = exchange;
    if (present == null) {
      return;
    }
    BodyReader body = present.body();
    if (body != null) {
      body.end();
    }
    if (present.isOpen()) {
      enter(loop().held);
    }
  }

  void sayContinue() {
    channel.writeAndFlush(
        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("100"), false));
  }

  void write(PushResponse response, boolean headOnly, ResponseListener listener) {
    enter(loop().takingAnswer);
    boolean hasBody = EncodedResponses.hasBody(response.status());
    boolean sendsBody = hasBody && !headOnly && response.body().size() > 0;
    DefaultHttp2HeadersFrame head = new DefaultHttp2HeadersFrame(head(response), !sendsBody);
    if (sendsBody) {
      channel.write(head);
      writeBody(loop().responses.sharedBody(response), listener);
    } else {
      writeLast(head, listener);
    }
    channel.flush();
  }

  /** In pieces, so that it shows when the client takes some of it. */
  private void writeBody(ByteBuf body, ResponseListener listener) {
    while (body.readableBytes() > PIECE) {
      channel
          .write(new DefaultHttp2DataFrame(body.readRetainedSlice(PIECE)))
          .addListener(taken -> takesAnswer());
    }
    writeLast(new DefaultHttp2DataFrame(body, true), listener);
  }

  private void takesAnswer() {
    if (queue == loop().takingAnswer) {
      enter(loop().takingAnswer);
    }
  }

  private void writeLast(Object frame, ResponseListener listener) {
    if (bodyOver && listener == ResponseListener.IGNORE) {
      channel.write(frame);
    } else {
      channel.write(frame).addListener(sent -> sent((ChannelFuture) sent, listener));
    }
  }

  private void sent(ChannelFuture sent, ResponseListener listener) {
    if (!bodyOver && channel.isActive()) {
      // some clients read no response before they have sent all: what they send is dropped for a
      // while
      enter(loop().gracefulClose);
    }
    if (sent.isSuccess()) {
      listener.onSent();
    } else {
      listener.onFailure(sent.cause());
    }
  }

  /** A response begins whose parts follow. */
  void beginParts(PushResponse response, boolean headOnly) {
    enter(loop().held);
    DefaultHttp2HeadersFrame frame = new DefaultHttp2HeadersFrame(streamHead(response), headOnly);
    if (headOnly) {
      writeLast(frame, ResponseListener.IGNORE);
    } else {
      channel.write(frame);
    }
  }

  /** In frames that are short enough to show when the client takes some. */
  void writePart(ByteBuf part) {
    while (part.readableBytes() > PIECE) {
      writeFrame(part.readRetainedSlice(PIECE));
    }
    writeFrame(part);
  }

  private void writeFrame(ByteBuf bytes) {
    countParts(1);
    channel.write(new DefaultHttp2DataFrame(bytes)).addListener(partTaken);
  }

  private void countParts(int change) {
    int left = partsLeft + change;
    partsLeft = left;
  }

  private void partTaken() {
    countParts(-1);
    if (partsLeft == 0 && !partsOver && queue == loop().takingAnswer) {
      enter(loop().held);
    } else {
      takesAnswer();
    }
  }

  void flushParts() {
    channel.flush();
    if (partsLeft > 0 && queue == loop().held) {
      enter(loop().takingAnswer);
    }
    if (partsLeft > 1 && loop().budget().isSpent()) {
      log.debug("A client does not take a stream, and there is no memory left to wait for it");
      closeNow();
    }
  }

  /** From any thread. */
  boolean hasRoom() {
    return channel.isWritable() && (partsLeft == 0 || loop().hasRoomForSlow());
  }

  @Override
  void mayHaveRoom() {
    NettyResponseStream stream = exchange == null ? null : exchange.stream();
    if (stream != null) {
      stream.hasRoomAgain();
    }
  }

  void endParts() {
    partsOver = true;
    enter(loop().takingAnswer);
    writeLast(new DefaultHttp2DataFrame(true), ResponseListener.IGNORE);
    channel.flush();
  }

  private Http2Headers streamHead(PushResponse response) {
    Http2Headers head = new DefaultHttp2Headers(false);
    head.status(Integer.toString(response.status()));
    for (Header header : response.headers()) {
      head.add(header.name().toLowerCase(Locale.ROOT), header.value());
    }
    head.add("date", loop().date.value());
    return head;
  }

  private Http2Headers head(PushResponse response) {
    Http2Headers head = streamHead(response);
    if (EncodedResponses.hasBody(response.status())) {
      head.add("content-length", Integer.toString(response.body().size()));
    }
    return head;
  }

  @Override
  void timeIsOver(TimeQueue over) {
    // after the response, the rest of the request is not wanted (RFC 9113, 8.1)
    reset(over == loop().gracefulClose ? Http2Error.NO_ERROR : Http2Error.CANCEL);
  }

  @Override
  void endSoon() {
    // the connection's codec waits for the response
  }

  @Override
  void closeNow() {
    reset(Http2Error.CANCEL);
  }

  /** To close the channel is not enough: what it has yet to send would wait for the client. */
  private void reset(Http2Error error) {
    channel.writeAndFlush(new DefaultHttp2ResetFrame(error));
    channel.close();
  }
}
