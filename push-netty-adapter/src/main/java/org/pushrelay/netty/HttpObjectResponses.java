package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Answers as the objects that Netty's own codec encodes. */
final class HttpObjectResponses {
  private HttpObjectResponses() {}

  /** A whole response. */
  static FullHttpResponse whole(HttpObjectExchange answered, PushResponse answer, boolean closes) {
    boolean hasBody = EncodedResponses.hasBody(answer.status());
    ByteBuf body =
        hasBody && !answered.isHeadOnly()
            ? answered.pushLoop().responses.sharedBody(answer)
            : Unpooled.EMPTY_BUFFER;
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
    HttpHeaders headers = response.headers();
    addHeaders(headers, answered, answer);
    if (hasBody) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.body().size());
    }
    HttpUtil.setKeepAlive(headers, answered.version(), !closes);
    return response;
  }

  /**
   * The head of a response that goes on.
   *
   * @param chunked whether its parts are chunks; else it ends with the connection
   */
  static HttpResponse head(
      HttpObjectExchange answered, PushResponse head, boolean chunked, boolean closes) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(head.status()));
    addHeaders(response.headers(), answered, head);
    if (chunked) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    HttpUtil.setKeepAlive(response.headers(), answered.version(), !closes);
    return response;
  }

  private static void addHeaders(
      HttpHeaders headers, HttpObjectExchange answered, PushResponse answer) {
    for (Header header : answer.headers()) {
      headers.add(header.name(), header.value());
    }
    headers.set(HttpHeaderNames.DATE, answered.pushLoop().date.value());
  }
}
