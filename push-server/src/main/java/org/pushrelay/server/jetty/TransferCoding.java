package org.pushrelay.server.jetty;

import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/**
 * How a body is coded on its way (RFC 9112, 6.1). Jetty takes any codings as long as {@code
 * chunked} is the last of them, and does not undo the others; it takes them from clients of
 * HTTP/1.0, too, where a proxy in front may have seen another length.
 */
final class TransferCoding {
  static final int GOOD = 0;

  private TransferCoding() {}

  /** The status with which a request has to be refused; {@link #GOOD} if it need not be. */
  static int status(Request request) {
    // most have none, and Jetty would make a list all the same
    if (!request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING)) {
      return GOOD;
    }
    List<String> codings = request.getHeaders().getValuesList(HttpHeader.TRANSFER_ENCODING);
    HttpVersion version = request.getConnectionMetaData().getHttpVersion();
    if (version.getVersion() < HttpVersion.HTTP_1_1.getVersion()) {
      return 400;
    }
    return codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked") ? GOOD : 501;
  }
}
