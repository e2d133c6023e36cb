package org.pushrelay.server.http;

import java.util.concurrent.CompletionStage;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushResponse;

/** The locations of a server as they are reached from within it. */
interface InternalRequests {

  /** Has a client's request answered by another location. */
  void redirect(Exchange exchange, RoutedRequest request);

  /**
   * Asks a location, where nothing is checked of who asks.
   *
   * @param request a copy, sent on
   */
  CompletionStage<PushResponse> request(RoutedRequest request, ReceivedBody body);
}
