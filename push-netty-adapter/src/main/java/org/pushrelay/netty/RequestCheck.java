package org.pushrelay.netty;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;

/** What Netty's decoder lets pass and a server must refuse, and what it refuses itself. */
final class RequestCheck {
  static final int GOOD = 0;

  private RequestCheck() {}

  /** The status with which a head has to be refused; {@link #GOOD} if it need not be. */
  static int status(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return status(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    boolean http11 = version.equals(HttpVersion.HTTP_1_1);
    if (!http11 && !version.equals(HttpVersion.HTTP_1_0)) {
      return 505;
    }
    HttpHeaders headers = request.headers();
    List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1 || (hosts.isEmpty() && http11)) {
      return 400;
    }
    if (!hosts.isEmpty() && !ConnectionRequest.isHost(hosts.get(0))) {
      return 400;
    }
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    if (lengths.size() > 1 || (lengths.size() == 1 && !isNumber(lengths.get(0)))) {
      return 400;
    }
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty() && !lengths.isEmpty()) {
      return 400;
    }
    if (codings.size() > 1
        || (codings.size() == 1 && !codings.get(0).equalsIgnoreCase("chunked"))) {
      return 501;
    }
    if (!http11 && !codings.isEmpty()) {
      return 400;
    }
    List<String> expected = headers.getAll(HttpHeaderNames.EXPECT);
    return expected.isEmpty() || expected.get(0).equalsIgnoreCase("100-continue") ? GOOD : 417;
  }

  private static int status(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return 414;
    }
    return cause instanceof TooLongHttpHeaderException ? 431 : 400;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
