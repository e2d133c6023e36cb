package org.pushrelay.netty;

import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;

/** One request on an HTTP/1.1 connection. */
final class Http1Exchange extends NettyExchange {
  private final Http1Connection connection;
  private final boolean headOnly;
  private final EncodedAnswers.Then then;
  private boolean expectsContinue;

  /**
   * A request.
   *
   * @param headOnly whether it is for a head only
   * @param then how the connection goes on, if nothing else happens
   * @param expectsContinue whether the client waits for a word before it sends the body
   */
  Http1Exchange(
      Http1Connection connection,
      PushRequest request,
      boolean headOnly,
      EncodedAnswers.Then then,
      boolean expectsContinue) {
    super(request);
    this.connection = connection;
    this.headOnly = headOnly;
    this.then = then;
    this.expectsContinue = expectsContinue;
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
  void wantsBody() {
    if (expectsContinue) {
      expectsContinue = false;
      connection.sayContinue();
    }
  }

  @Override
  void write(PushResponse answer, ResponseListener listener) {
    connection.write(this, answer, listener);
  }
}
