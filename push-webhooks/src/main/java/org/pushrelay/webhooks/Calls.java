package org.pushrelay.webhooks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.pushrelay.hook.Visit;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Makes the calls about visits. Safe from any thread. */
final class Calls {
  /** What a client is answered for whom no call is left. */
  static final PushResponse TOO_MANY_CALLS = PushResponse.of(503, new Header("Retry-After", "1"));

  private final ApplicationClient client;
  private final Duration readTimeout;
  private final CallHeaders headers;

  Calls(ApplicationClient client, Duration readTimeout, CallHeaders headers) {
    this.client = client;
    this.readTimeout = readTimeout;
    this.headers = headers;
  }

  CompletableFuture<Optional<Answer>> get(URI uri, Visit visit) {
    return call(HttpRequest.newBuilder(uri).GET(), visit);
  }

  /** {@link ApplicationClient#call}, with what is told of a visit. */
  CompletableFuture<Optional<Answer>> call(HttpRequest.Builder request, Visit visit) {
    headers.of(visit).forEach(header -> request.header(header.name(), header.value()));
    return client.call(request, readTimeout);
  }

  /** What is told to the application of a visit, that decides about its answer. */
  List<Header> told(Visit visit) {
    return headers.deciding(visit);
  }
}
