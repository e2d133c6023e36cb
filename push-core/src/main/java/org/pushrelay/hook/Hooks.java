package org.pushrelay.hook;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The decisions and notifications that an application adds to an endpoint.
 *
 * <pre>{@code
 * engine.subscriber(s -> s.hooks(h -> h.authorizer(members).timeLimit(Duration.ofSeconds(2))));
 * }</pre>
 */
public final class Hooks {
  /** No hooks. */
  public static final Hooks NONE = builder().build();

  private final Optional<Authorizer> authorizer;
  private final Optional<MessageFilter> filter;
  private final Optional<SubscriptionListener> listener;
  private final Optional<Function<AccessRequest, String>> info;
  private final Duration timeLimit;
  private final Duration linger;
  private final List<String> headers;

  private Hooks(Builder builder) {
    this.authorizer = builder.authorizer;
    this.filter = builder.filter;
    this.listener = builder.listener;
    this.info = builder.info;
    this.timeLimit = builder.timeLimit;
    this.linger = builder.linger;
    this.headers = builder.headers;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.authorizer = authorizer;
    builder.filter = filter;
    builder.listener = listener;
    builder.info = info;
    builder.timeLimit = timeLimit;
    builder.linger = linger;
    builder.headers = headers;
    return builder;
  }

  /** Returns what decides about access; empty if access is free. */
  public Optional<Authorizer> authorizer() {
    return authorizer;
  }

  /** Returns what sees messages before they are published. */
  public Optional<MessageFilter> filter() {
    return filter;
  }

  /** Returns what is notified of subscriptions. */
  public Optional<SubscriptionListener> listener() {
    return listener;
  }

  /**
   * Returns what describes each subscriber in the list of subscribers; empty if they are not
   * listed.
   */
  public Optional<Function<AccessRequest, String>> info() {
    return info;
  }

  /** Returns how long one decision may take. */
  public Duration timeLimit() {
    return timeLimit;
  }

  /**
   * Returns how long a client that polls may be away between two polls and still count as present.
   */
  public Duration linger() {
    return linger;
  }

  /** Returns which header fields of the request an {@link AccessRequest} has. */
  public List<String> headers() {
    return headers;
  }

  private List<Object> values() {
    return List.of(authorizer, filter, listener, info, timeLimit, linger, headers);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hooks that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "Hooks" + values();
  }

  /** Collects the settings of a {@link Hooks}. One thread at a time. */
  public static final class Builder {
    private Optional<Authorizer> authorizer = Optional.empty();
    private Optional<MessageFilter> filter = Optional.empty();
    private Optional<SubscriptionListener> listener = Optional.empty();
    private Optional<Function<AccessRequest, String>> info = Optional.empty();
    private Duration timeLimit = Duration.ofSeconds(5);
    private Duration linger = Duration.ofSeconds(5);
    private List<String> headers =
        List.of("Authorization", "Cookie", "Origin", "Referer", "User-Agent");

    private Builder() {}

    /** Sets what decides about access; without it, access is free. */
    public Builder authorizer(Authorizer value) {
      authorizer = Optional.of(value);
      return this;
    }

    /** Sets what sees messages before they are published; of effect for publishers. */
    public Builder filter(MessageFilter value) {
      filter = Optional.of(value);
      return this;
    }

    /** Sets what is notified of subscriptions; of effect for subscribers. */
    public Builder listener(SubscriptionListener value) {
      listener = Optional.of(value);
      return this;
    }

    /**
     * Sets what describes each subscriber in the list of subscribers ({@link
     * org.pushrelay.PushEngine#subscriberInfo}); without it, the subscribers of the endpoint are
     * not listed. Called before the authorizer; must not block.
     */
    public Builder info(Function<AccessRequest, String> value) {
      info = Optional.of(value);
      return this;
    }

    /** Sets how long one decision may take; 5 seconds by default. */
    public Builder timeLimit(Duration value) {
      checkArgument(!value.isNegative() && !value.isZero(), "timeLimit: %s (expected: > 0)", value);
      timeLimit = requireNonNull(value, "timeLimit");
      return this;
    }

    /**
     * Sets how long a client that polls may be away between two polls and still count as present; 5
     * seconds by default.
     */
    public Builder linger(Duration value) {
      checkArgument(!value.isNegative(), "linger: %s (expected: >= 0)", value);
      linger = requireNonNull(value, "linger");
      return this;
    }

    /**
     * Sets which header fields of the request an {@link AccessRequest} has; {@code Authorization},
     * {@code Cookie}, {@code Origin}, {@code Referer} and {@code User-Agent} by default.
     */
    public Builder headers(String... values) {
      headers = List.of(values);
      return this;
    }

    /** Returns the settings. */
    public Hooks build() {
      return new Hooks(this);
    }
  }
}
