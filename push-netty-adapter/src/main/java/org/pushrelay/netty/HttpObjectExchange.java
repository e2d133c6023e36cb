package org.pushrelay.netty;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.StreamListener;

/** One request in a pipeline with Netty's own codec. */
final class HttpObjectExchange extends NettyExchange {
  private final HttpObjectConnection connection;
  private final HttpVersion version;
  private final boolean headOnly;
  private final boolean keepsAlive;

  HttpObjectExchange(HttpObjectConnection connection, PushRequest view, HttpRequest request) {
    super(view, HttpUtil.is100ContinueExpected(request));
    this.connection = connection;
    this.version = request.protocolVersion();
    this.headOnly = request.method().equals(HttpMethod.HEAD);
    this.keepsAlive = HttpUtil.isKeepAlive(request);
  }

  HttpVersion version() {
    return version;
  }

  boolean isHttp10() {
    return !version.isKeepAliveDefault();
  }

  boolean isHeadOnly() {
    return headOnly;
  }

  boolean keepsAlive() {
    return keepsAlive;
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
    return new HttpObjectResponseStream(connection, this, head, listener);
  }
}
