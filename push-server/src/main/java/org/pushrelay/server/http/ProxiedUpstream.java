package org.pushrelay.server.http;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.config.ProxyConfig;
import org.pushrelay.server.config.ProxyConfig.PassedHeader;
import org.pushrelay.server.config.ProxyVariables;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.webhooks.ApplicationClient;
import org.pushrelay.webhooks.WebhookResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application behind a location (nginx: {@code proxy_pass}). One of its servers is called, and
 * the next one if that one cannot be connected to: 502 if none can, 504 if it is slow, 503 while
 * too many calls are under way. Safe from any thread.
 */
final class ProxiedUpstream {
  private static final Logger log = LoggerFactory.getLogger(ProxiedUpstream.class);

  private final ProxyConfig config;
  private final ApplicationClient client;
  private final AtomicInteger turn = new AtomicInteger();

  ProxiedUpstream(ProxyConfig config, ApplicationClient client) {
    this.config = config;
    this.client = client;
  }

  /**
   * Calls it.
   *
   * @param request a copy
   * @param body what the client sent, as far as it is known
   * @return what the client is answered; it never fails
   */
  CompletionStage<PushResponse> call(RoutedRequest request, MessageBody body) {
    ProxyVariables.of(config, request).forEach(request::define);
    HttpRequest.Builder call;
    String internalTarget;
    try {
      internalTarget = internalTarget(request);
      call = prepared(request, body);
    } catch (IllegalArgumentException e) {
      log.warn("A request cannot be handed on: {}", e.getMessage());
      return CompletableFuture.completedFuture(StatusResponse.of(400));
    }
    return call(call, internalTarget, servers().iterator());
  }

  private CompletionStage<PushResponse> call(
      HttpRequest.Builder call, String internalTarget, Iterator<String> servers) {
    String server = servers.next();
    return send(call.copy(), server + internalTarget)
        .thenApply(
            said -> said.map(WebhookResponse::relayed).orElseGet(() -> StatusResponse.of(503)))
        .exceptionallyCompose(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException && failure.getCause() != null
                      ? failure.getCause()
                      : failure;
              log.warn("{} of {} failed: {}", server, config.upstream().name(), reason(cause));
              return couldNotConnect(cause) && servers.hasNext()
                  ? call(call, internalTarget, servers)
                  : CompletableFuture.completedFuture(
                      StatusResponse.of(cause instanceof TimeoutException ? 504 : 502));
            });
  }

  private CompletableFuture<Optional<WebhookResponse>> send(
      HttpRequest.Builder call, String place) {
    try {
      URI uri = URI.create(config.scheme() + "://" + place);
      return client.call(call.uri(uri), config.readTimeout());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static String reason(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Whether nothing can have come of the call. */
  private static boolean couldNotConnect(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** All servers, beginning with the one whose turn it is. */
  private List<String> servers() {
    List<String> servers = config.upstream().servers();
    int first = Math.floorMod(turn.getAndIncrement(), servers.size());
    List<String> order = new ArrayList<>(servers.subList(first, servers.size()));
    order.addAll(servers.subList(0, first));
    order.addAll(config.upstream().backups());
    return order.stream().distinct().toList();
  }

  private String internalTarget(RoutedRequest request) {
    if (config.uri().isEmpty()) {
      return InternalTarget.legal(withQuery(request.path(), request));
    }
    String uri = config.uri().get().of(request);
    if (config.replaced().isEmpty()) {
      return InternalTarget.legal(uri);
    }
    String rest = request.uri().substring(config.replaced().get().length());
    return InternalTarget.legal(withQuery(uri + InternalTarget.encoded(rest), request));
  }

  private static String withQuery(String path, RoutedRequest request) {
    if (request.query().isEmpty()) {
      return path;
    }
    return path + (path.indexOf('?') < 0 ? "?" : "&") + request.query();
  }

  private HttpRequest.Builder prepared(RoutedRequest request, MessageBody body) {
    HttpRequest.Builder call =
        HttpRequest.newBuilder()
            .method(
                config.method().map(text -> text.of(request)).orElseGet(request::method),
                body(request, body));
    headers(request).values().stream()
        .flatMap(List::stream)
        .forEach(header -> call.header(header.name(), visible(header)));
    return call;
  }

  private BodyPublisher body(RoutedRequest request, MessageBody sent) {
    if (config.body().isPresent()) {
      return BodyPublishers.ofString(config.body().get().of(request));
    }
    return config.passesBody() && sent.size() > 0
        ? BodyPublishers.ofByteArray(sent.toByteArray())
        : BodyPublishers.noBody();
  }

  private Map<String, List<Header>> headers(RoutedRequest request) {
    Map<String, List<Header>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (config.passesHeaders()) {
      for (String name : request.headerNames()) {
        if (!ProxyConfig.isOfConnection(name)) {
          headers.put(
              name, request.headers(name).stream().map(value -> new Header(name, value)).toList());
        }
      }
    }
    headers.put("Host", List.of(new Header("Host", config.upstream().name())));
    for (PassedHeader passed : config.headers()) {
      String value = passed.value().of(request);
      headers.put(
          passed.name(), value.isEmpty() ? List.of() : List.of(new Header(passed.name(), value)));
    }
    return headers;
  }

  /**
   * A field of visible ASCII only: the HTTP client would send others as question marks, and what is
   * different would seem to be the same.
   */
  private static String visible(Header header) {
    for (int i = 0; i < header.value().length(); i++) {
      char c = header.value().charAt(i);
      if ((c < ' ' && c != '\t') || c >= 0x7f) {
        throw new IllegalArgumentException(
            header.name() + " has a character that is not of visible ASCII");
      }
    }
    return header.value();
  }
}
