package org.pushrelay.server.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.MessageFilter;
import org.pushrelay.hook.Presence;
import org.pushrelay.hook.SubscriptionListener;
import org.pushrelay.hook.Verdict;
import org.pushrelay.hook.Visit;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.server.config.HookConfig;
import org.pushrelay.server.config.HookUri;
import org.pushrelay.server.config.VisitVariables;
import org.pushrelay.server.transport.StatusAnswer;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.RequestCopy;
import org.pushrelay.webhooks.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other locations say of one request. */
final class HookCalls implements Authorizer, MessageFilter, SubscriptionListener {
  private static final Logger log = LoggerFactory.getLogger(HookCalls.class);

  /** What the client asks of the endpoint, and not of the application. */
  private static final List<String> LEFT_OUT =
      List.of(
          "If-Match",
          "If-Modified-Since",
          "If-None-Match",
          "If-Range",
          "If-Unmodified-Since",
          "Range");

  private final HookConfig config;
  private final InnerLocations locations;
  private final RoutedRequest request;

  /** The call that tells of an arrival; of a departure is told when it is over. */
  private CompletionStage<?> arrival = CompletableFuture.completedFuture(null);

  /**
   * What is said of a request.
   *
   * @param request a copy
   */
  HookCalls(HookConfig config, InnerLocations locations, RoutedRequest request) {
    this.config = config;
    this.locations = locations;
    this.request = request;
  }

  @Override
  public CompletionStage<Verdict> authorize(Visit visit) {
    return ask(config.authorize().orElseThrow(), visit, "GET", Optional.empty())
        .thenApply(Answer::verdict);
  }

  @Override
  public CompletionStage<Outcome> filter(Visit visit, MessageDraft draft) {
    return ask(config.publish().orElseThrow(), visit, "POST", Optional.of(draft))
        .thenApply(answer -> answer.outcome(draft));
  }

  @Override
  public void onSubscribed(Presence presence) {
    config.subscribed().ifPresent(uri -> arrival = tell(uri, presence));
  }

  @Override
  public void onUnsubscribed(Presence presence) {
    config
        .unsubscribed()
        .ifPresent(
            uri -> {
              CompletionStage<?> unused = arrival.thenRun(() -> departed(uri, presence));
            });
  }

  private void departed(HookUri uri, Presence presence) {
    CompletionStage<?> unused = tell(uri, presence);
  }

  /** Never fails: nobody waits for it. */
  private CompletionStage<?> tell(HookUri uri, Presence presence) {
    return ask(uri, presence.visit(), "GET", Optional.empty())
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                log.warn("A location could not be told of a subscriber", failure);
              } else if (!answer.isSuccess()) {
                log.debug("A location that was told of a subscriber said {}", answer.status());
              }
              return answer;
            });
  }

  private CompletionStage<Answer> ask(
      HookUri uri, Visit visit, String method, Optional<MessageDraft> draft) {
    Optional<Target> target = Target.of(uri, request);
    if (target.isEmpty()) {
      return CompletableFuture.completedFuture(answer(StatusAnswer.of(400)));
    }
    RequestCopy asked =
        RequestCopy.of(request)
            .at(target.get().path(), target.get().query())
            .by(method, fields(draft));
    RoutedRequest inner = request.sentOn(asked, target.get().uri());
    VisitVariables.of(visit).forEach(inner::define);
    return locations
        .ask(inner, draft.map(MessageDraft::body).map(KnownBody::new).orElse(KnownBody.NONE))
        .thenApply(HookCalls::answer);
  }

  private static Answer answer(PushResponse response) {
    return new Answer(response.status(), response.headers(), response.body());
  }

  private Map<String, List<String>> fields(Optional<MessageDraft> draft) {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    request.headerNames().forEach(name -> fields.put(name, request.headers(name)));
    LEFT_OUT.forEach(fields::remove);
    fields.remove("Content-Type");
    draft
        .flatMap(MessageDraft::contentType)
        .ifPresent(type -> fields.put("Content-Type", List.of(type)));
    return fields;
  }
}
