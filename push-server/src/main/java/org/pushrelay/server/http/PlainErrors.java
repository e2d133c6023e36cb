package org.pushrelay.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses: the status in words, and nothing of the inside. */
final class PlainErrors extends ErrorHandler {
  private static final HttpField TEXT = new HttpField(HttpHeader.CONTENT_TYPE, "text/plain");

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(TEXT);
    response.write(true, body(response.getStatus()), callback);
    return true;
  }

  private static ByteBuffer body(int status) {
    return ByteBuffer.wrap(Answers.text(status).getBytes(StandardCharsets.US_ASCII));
  }
}
