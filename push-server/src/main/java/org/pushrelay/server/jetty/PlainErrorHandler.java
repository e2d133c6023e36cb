package org.pushrelay.server.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.pushrelay.server.transport.StatusResponse;

/**
 * Answers what Jetty itself refuses, and what fails, with the status in words. The response tells
 * nothing of the server, of the request or of the failure.
 */
final class PlainErrorHandler extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException failure) {
      response.setStatus(failure.getCode());
    } else if (!HostField.isGood(request)) {
      // Jetty compares it with the authority before anybody can look at it, and fails if it is none
      response.setStatus(HttpStatus.BAD_REQUEST_400);
    }
    int status = response.getStatus();
    if (HttpStatus.hasNoBody(status)) {
      // in a response that ends with its first write, Jetty says Content-Length: 0
      response.write(false, BufferUtil.EMPTY_BUFFER, callback);
      return true;
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    // to a HEAD request, Jetty leaves the body out
    response.write(true, ByteBuffer.wrap(StatusResponse.text(status).getBytes(US_ASCII)), callback);
    return true;
  }
}
