package org.pushrelay.netty;

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
  private final EncodedAnswers.Then then;

  /**
   * A request.
   *
   * @param http10 whether it is one of HTTP/1.0
   * @param headOnly whether it is for a head only
   * @param then how the connection goes on, if nothing else happens
   * @param expectsContinue whether the client waits for a word before it sends the body
   */
  Http1Exchange(
      Http1Connection connection,
      PushRequest request,
      boolean http10,
      boolean headOnly,
      EncodedAnswers.Then then,
      boolean expectsContinue) {
    super(request, expectsContinue);
    this.connection = connection;
    this.http10 = http10;
    this.headOnly = headOnly;
    this.hasBody = connection.announcedLength() != 0;
    this.then = then;
  }

  boolean isHttp10() {
    return http10;
  }

  boolean isHeadOnly() {
    return headOnly;
  }

  EncodedAnswers.Then then() {
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
  void write(PushResponse answer, ResponseListener listener) {
    connection.write(this, answer, listener);
  }

  @Override
  NettyResponseStream newStream(PushResponse head, StreamListener listener) {
    return new Http1ResponseStream(connection, this, head, listener);
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
