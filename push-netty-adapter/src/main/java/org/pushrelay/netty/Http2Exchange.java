package org.pushrelay.netty;

import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.StreamListener;

/** One request on a stream of HTTP/2. */
final class Http2Exchange extends NettyExchange {
  private final Http2Stream stream;
  private final boolean headOnly;

  Http2Exchange(Http2Stream stream, Http2Request request) {
    super(request, request.header("Expect").isPresent());
    this.stream = stream;
    this.headOnly = request.method().equals("HEAD");
  }

  @Override
  PushLoop pushLoop() {
    return stream.loop();
  }

  @Override
  long announcedLength() {
    return stream.announcedLength();
  }

  @Override
  public boolean mayBeHeld() {
    return stream.mayBeHeld();
  }

  @Override
  void sayContinue() {
    stream.sayContinue();
  }

  @Override
  void write(PushResponse response, ResponseListener listener) {
    stream.write(response, headOnly, listener);
  }

  @Override
  NettyResponseStream newStream(PushResponse head, StreamListener listener) {
    return new Http2ResponseStream(stream, head, headOnly, listener);
  }
}
