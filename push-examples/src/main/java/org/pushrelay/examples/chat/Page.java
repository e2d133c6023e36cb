package org.pushrelay.examples.chat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** A page that is a resource of this package. */
record Page(PushResponse response) implements ExchangeHandler {

  static Page of(String name) {
    try (InputStream resource = Page.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      Header type = new Header("Content-Type", "text/html; charset=utf-8");
      return new Page(
          PushResponse.of(200, List.of(type), MessageBody.wrap(resource.readAllBytes())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.respond(response);
  }
}
