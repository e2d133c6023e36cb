package org.pushrelay.netty;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/** One request on an HTTP/1.1 connection. */
final class Http1Exchange extends NettyExchange {
  private final Http1Connection connection;
  private final boolean http10;
  private final boolean headOnly;
  private final boolean hasBody;
  private final EncodedResponses.Then then;

  private Http1Exchange(
      Http1Connection connection,
      PushRequest request,
      boolean http10,
      boolean headOnly,
      EncodedResponses.Then then,
      boolean expectsContinue) {
    super(request, expectsContinue);
    this.connection = connection;
    this.http10 = http10;
    this.headOnly = headOnly;
    this.hasBody = connection.announcedLength() != 0;
    this.then = then;
  }

  /** A request with a plain head. */
  static Http1Exchange of(Http1Connection connection, RequestHead head) {
    EncodedResponses.Then then =
        head.closes() ? EncodedResponses.Then.CLOSE : EncodedResponses.Then.KEEP;
    return new Http1Exchange(connection, head, false, false, then, false);
  }

  /** A request that Netty has decoded. */
  static Http1Exchange of(Http1Connection connection, HttpRequest request, RequestTarget target) {
    return new Http1Exchange(
        connection,
        new DecodedRequest(request, target, connection.channel),
        !request.protocolVersion().isKeepAliveDefault(),
        request.method().equals(HttpMethod.HEAD),
        EncodedResponses.Then.after(request),
        HttpUtil.is100ContinueExpected(request));
  }

  boolean isHttp10() {
    return http10;
  }

  boolean isHeadOnly() {
    return headOnly;
  }

  EncodedResponses.Then then() {
    return then;
  }

  @Override
  PushLoop pushLoop() {
    return connection.loop();
  }

  @Override
  long announcedLength() {
    return connection.announcedLength();
  }

  @Override
  void sayContinue() {
    connection.sayContinue();
  }

  @Override
  void write(PushResponse response, ResponseListener listener) {
    connection.write(this, response, listener);
  }

  @Override
  NettyResponseStream newStream(PushResponse head, StreamListener listener) {
    return new Http1ResponseStream(connection, this, head, listener);
  }

  @Override
  public boolean mayBeHeld() {
    return !ShortRequests.isMarked(connection.channel);
  }

  @Override
  public boolean canUpgrade() {
    return !http10 && !headOnly && !hasBody;
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    if (!canUpgrade()) {
      throw new IllegalStateException("only a request of HTTP/1.1 without a body upgrades");
    }
    return start(new Http1Upgrade(connection, headers, listener));
  }

  /** What the connection carries since it left HTTP; null if it did not. */
  @Nullable Http1Upgrade upgraded() {
    return stream() instanceof Http1Upgrade upgrade ? upgrade : null;
  }
}
