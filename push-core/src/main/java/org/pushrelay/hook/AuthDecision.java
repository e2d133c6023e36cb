package org.pushrelay.hook;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.pushrelay.transport.PushResponse;

/** What an {@link Authorizer} says. */
public sealed interface AuthDecision {

  /** Yes, for as long as the client likes, whoever it is. */
  static Grant allow() {
    return Grant.ANONYMOUS;
  }

  /** Yes, to this subject. */
  static Grant allow(String subject) {
    return Grant.ANONYMOUS.withSubject(subject);
  }

  /** No, and this is the response. */
  static Refusal refuse(PushResponse response) {
    return new Refusal(response);
  }

  /** No: 403, without a word. */
  static Refusal refuse() {
    return refuse(PushResponse.of(403));
  }

  /**
   * Yes.
   *
   * @param subject who it is: what {@code PushEngine.revoke} takes, and by what a client who polls
   *     is known again. Empty if nobody knows
   * @param lifetime for how long from now. What the client gets by it, a stream or a poll that is
   *     held, ends then. Empty for as long as it likes
   */
  record Grant(Optional<String> subject, Optional<Duration> lifetime) implements AuthDecision {
    private static final Grant ANONYMOUS = new Grant(Optional.empty(), Optional.empty());

    /** Checks that neither is empty in a way of its own. */
    public Grant {
      checkArgument(
          subject.filter(String::isEmpty).isEmpty(), "subject: is empty (expected: a name, or no)");
      checkArgument(
          lifetime.filter(time -> time.isZero() || time.isNegative()).isEmpty(),
          "lifetime: %s (expected: > 0, or no)",
          lifetime);
    }

    /** The same for this subject. */
    public Grant withSubject(String value) {
      return new Grant(Optional.of(value), lifetime);
    }

    /** The same for a limited time from now. */
    public Grant withLifetime(Duration value) {
      return new Grant(subject, Optional.of(value));
    }
  }

  /**
   * No.
   *
   * @param response what the client is answered, as it is given
   */
  record Refusal(PushResponse response) implements AuthDecision {
    /** Checks that there is a response. */
    public Refusal {
      requireNonNull(response, "response");
    }
  }
}
