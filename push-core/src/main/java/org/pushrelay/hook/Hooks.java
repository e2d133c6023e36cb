package org.pushrelay.hook;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an application has to say at one endpoint.
 *
 * <pre>{@code
 * Hooks hooks = Hooks.NONE.withAuthorizer(members).withTimeLimit(Duration.ofSeconds(2));
 * engine.subscriber(SubscriberConfig.DEFAULT.withHooks(hooks));
 * }</pre>
 *
 * @param authorizer decides who may come in; without one all may
 * @param filter sees messages before they are published; of effect for publishers
 * @param listener hears who is there; of effect for subscribers
 * @param info says what the list of subscribers has of each ({@link
 *     org.pushrelay.PushEngine#subscriberInfo}); without it, this endpoint's subscribers are not
 *     listed. Called before the authorizer is asked; must not block
 * @param timeLimit how long one question may take
 * @param linger how long a client who polls may be away between two polls and still be there
 * @param headers which header fields of the request a {@link AccessRequest} has
 */
public record Hooks(
    Optional<Authorizer> authorizer,
    Optional<MessageFilter> filter,
    Optional<SubscriptionListener> listener,
    Optional<Function<AccessRequest, String>> info,
    Duration timeLimit,
    Duration linger,
    List<String> headers) {

  /** Nothing to say. Questions, once there are some, may take five seconds. */
  public static final Hooks NONE =
      new Hooks(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          List.of("Authorization", "Cookie", "Origin", "Referer", "User-Agent"));

  /** Checks the times. */
  public Hooks {
    requireNonNull(authorizer, "authorizer");
    requireNonNull(filter, "filter");
    requireNonNull(listener, "listener");
    requireNonNull(info, "info");
    checkArgument(
        !timeLimit.isNegative() && !timeLimit.isZero(), "timeLimit: %s (expected: > 0)", timeLimit);
    checkArgument(!linger.isNegative(), "linger: %s (expected: >= 0)", linger);
    headers = List.copyOf(headers);
  }

  /** The same, asking this one who may come in. */
  public Hooks withAuthorizer(Authorizer value) {
    return new Hooks(Optional.of(value), filter, listener, info, timeLimit, linger, headers);
  }

  /** The same, asking this one what becomes of messages. */
  public Hooks withFilter(MessageFilter value) {
    return new Hooks(authorizer, Optional.of(value), listener, info, timeLimit, linger, headers);
  }

  /** The same, telling this one who is there. */
  public Hooks withListener(SubscriptionListener value) {
    return new Hooks(authorizer, filter, Optional.of(value), info, timeLimit, linger, headers);
  }

  /** Returns a copy whose subscribers are listed, with what this function says of each. */
  public Hooks withInfo(Function<AccessRequest, String> value) {
    return new Hooks(authorizer, filter, listener, Optional.of(value), timeLimit, linger, headers);
  }

  /** The same with another limit for each question. */
  public Hooks withTimeLimit(Duration value) {
    return new Hooks(authorizer, filter, listener, info, value, linger, headers);
  }

  /** The same with another time between two polls. */
  public Hooks withLinger(Duration value) {
    return new Hooks(authorizer, filter, listener, info, timeLimit, value, headers);
  }

  /** The same with these header fields of the request and no others. */
  public Hooks withHeaders(String... values) {
    return new Hooks(authorizer, filter, listener, info, timeLimit, linger, List.of(values));
  }
}
