package org.pushrelay.server.http;

import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.pushrelay.transport.Header;

/**
 * Jetty's response with the headers that a configuration adds; for files, whose answers Jetty
 * makes. What a {@link HeadersExchange} does to other answers.
 */
final class HeaderAddingResponse extends Response.Wrapper {
  private final List<AddedHeader> added;
  private boolean begun;

  HeaderAddingResponse(Request request, Response response, List<AddedHeader> added) {
    super(request, response);
    this.added = List.copyOf(added);
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    if (!begun) {
      begun = true;
      // as long as nobody has set a status, it is 0
      int status = getStatus() == 0 ? HttpStatus.OK_200 : getStatus();
      added.stream().filter(header -> header.isFor(status)).forEach(this::add);
    }
    super.write(last, content, callback);
  }

  private void add(AddedHeader added) {
    Header header = added.header();
    if (added.replaces()) {
      getHeaders().remove(header.name());
    }
    if (!header.value().isEmpty()) {
      getHeaders().add(new HttpField((HttpHeader) null, header.name(), header.value()));
    }
  }
}
