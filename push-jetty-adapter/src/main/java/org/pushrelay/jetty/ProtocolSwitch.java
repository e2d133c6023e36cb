package org.pushrelay.jetty;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.pushrelay.transport.Header;

/** How one request leaves HTTP: the response 101, and what Jetty is told to do behind it. */
record ProtocolSwitch(Request request, Response response, Callback callback, List<Header> headers) {

  /** Sends the response, with which the connection becomes that of the upgrade. */
  void respond(JettyUpgrade upgrade) {
    response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
    ResponseFields.withoutLength(headers).forEach(response.getHeaders()::add);
    // in the spelling of Nchan, which is not Jetty's own
    response.getHeaders().put(new HttpField(HttpHeader.CONNECTION, "upgrade"));
    request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, upgrade.connection());
    Callback answered =
        Callback.from(
            InvocationType.NON_BLOCKING,
            callback::succeeded,
            cause -> {
              upgrade.clientLeft(cause);
              callback.failed(new EofException(cause));
            });
    try {
      response.write(true, null, answered);
    } catch (RuntimeException e) {
      answered.failed(e);
    }
  }
}
