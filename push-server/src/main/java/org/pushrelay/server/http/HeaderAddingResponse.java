package org.pushrelay.server.http;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.pushrelay.server.config.LocationSettings.AddedHeader;
import org.pushrelay.transport.Header;

/** Jetty's response with the headers of a location, for files, whose answers Jetty makes. */
final class HeaderAddingResponse extends Response.Wrapper {
  private final List<Header> added;
  private final List<Header> addedToErrors;
  private boolean begun;

  HeaderAddingResponse(
      Request request, Response response, List<AddedHeader> headers, RoutedRequest routed) {
    super(request, response);
    this.added = LocationExchange.evaluate(headers, routed, false);
    this.addedToErrors = LocationExchange.evaluate(headers, routed, true);
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    if (!begun) {
      begun = true;
      for (Header header : LocationExchange.isError(getStatus()) ? addedToErrors : added) {
        getHeaders().add(new HttpField((HttpHeader) null, header.name(), header.value()));
      }
    }
    super.write(last, content, callback);
  }
}
