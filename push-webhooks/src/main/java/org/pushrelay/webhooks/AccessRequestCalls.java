package org.pushrelay.webhooks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Makes the calls about visits. Safe from any thread. */
final class AccessRequestCalls {
  /** What a client is answered for whom no call is left. */
  static final PushResponse TOO_MANY_CALLS = PushResponse.of(503, new Header("Retry-After", "1"));

  private final ApplicationClient client;
  private final Duration readTimeout;
  private final CallHeaders headers;

  AccessRequestCalls(ApplicationClient client, Duration readTimeout, CallHeaders headers) {
    this.client = client;
    this.readTimeout = readTimeout;
    this.headers = headers;
  }

  CompletableFuture<Optional<WebhookResponse>> get(URI uri, AccessRequest accessRequest) {
    return call(HttpRequest.newBuilder(uri).GET(), accessRequest);
  }

  /** {@link ApplicationClient#call}, with what is told of a visit. */
  CompletableFuture<Optional<WebhookResponse>> call(
      HttpRequest.Builder request, AccessRequest accessRequest) {
    headers.of(accessRequest).forEach(header -> request.header(header.name(), header.value()));
    return client.call(request, readTimeout);
  }

  /** What is told to the application of a visit, that decides about its response. */
  List<Header> headersOf(AccessRequest accessRequest) {
    return headers.deciding(accessRequest);
  }
}
