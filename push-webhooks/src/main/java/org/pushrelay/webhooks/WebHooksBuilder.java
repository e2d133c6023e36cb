package org.pushrelay.webhooks;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.time.TimeSource;

/** Settings of {@link WebHooks}. One thread at a time. */
public final class WebHooksBuilder {
  Duration connectTimeout = Duration.ofSeconds(2);
  Duration readTimeout = Duration.ofSeconds(4);
  int maxCalls = 256;
  int maxAnswerBytes = 1 << 20;
  Duration grantsKept = Duration.ZERO;
  TimeSource time = TimeSource.system();
  final Map<String, Function<AccessRequest, String>> headers =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  WebHooksBuilder() {}

  /** How long a connection may take to come about; two seconds if nothing else is said. */
  public WebHooksBuilder connectTimeout(Duration value) {
    connectTimeout = positive(value, "connectTimeout");
    return this;
  }

  /**
   * How long a whole response may take; four seconds if nothing else is said. It should be less
   * than {@link org.pushrelay.hook.Hooks#timeLimit}.
   */
  public WebHooksBuilder readTimeout(Duration value) {
    readTimeout = positive(value, "readTimeout");
    return this;
  }

  /** How many calls may be under way at once; 256 if nothing else is said. */
  public WebHooksBuilder maxCalls(int value) {
    maxCalls = positive(value, "maxCalls");
    return this;
  }

  /** How long the body of a response may be; a MiB if nothing else is said. */
  public WebHooksBuilder maxAnswerBytes(int value) {
    maxAnswerBytes = positive(value, "maxAnswerBytes");
    return this;
  }

  /** Sends one more header field with each call, or another value for one that is there. */
  public WebHooksBuilder header(String name, String value) {
    return header(name, accessRequest -> value);
  }

  /** Sends one more header field with each call, or another value for one that is there. */
  public WebHooksBuilder header(String name, Function<AccessRequest, String> value) {
    if (CallHeaders.isRestricted(name)) {
      throw new IllegalArgumentException("header: " + name + " (expected: one of the message)");
    }
    headers.put(name, requireNonNull(value, "value"));
    return this;
  }

  /**
   * For how long a permission is kept, so that a client who polls is not asked about each time; not
   * at all if nothing else is said. It is kept for a client that is the same in all that the
   * application is told, but for {@code X-Message-Id}. Who revokes a permission has to call {@link
   * WebHooks#forget}, too.
   */
  public WebHooksBuilder keepGrants(Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException("grants: " + value + " (expected: >= 0)");
    }
    grantsKept = value;
    return this;
  }

  /** The clock by which permissions are kept; the system's if nothing else is said. */
  public WebHooksBuilder time(TimeSource value) {
    time = requireNonNull(value, "time");
    return this;
  }

  /** The hooks. */
  public WebHooks build() {
    return new WebHooks(this);
  }

  private static Duration positive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
    return value;
  }

  private static int positive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
    return value;
  }
}
