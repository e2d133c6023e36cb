package org.pushrelay.hook;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.pushrelay.transport.PushResponse;

/** The decision of an {@link Authorizer}. */
public sealed interface AuthDecision {

  /** Returns a grant without a subject and without a time limit. */
  static Grant allow() {
    return Grant.ANONYMOUS;
  }

  /** Returns a grant to the given subject, without a time limit. */
  static Grant allow(String subject) {
    return Grant.ANONYMOUS.withSubject(subject);
  }

  /** Returns a refusal with the given response. */
  static Refusal refuse(PushResponse response) {
    return new Refusal(response);
  }

  /** Returns a refusal with an empty 403. */
  static Refusal refuse() {
    return refuse(PushResponse.of(403));
  }

  /**
   * A granted request.
   *
   * @param subject the client's identity: {@code PushEngine.revoke} takes it, and it identifies a
   *     polling client across its polls. Empty if it is not known
   * @param lifetime how long the grant is valid from now on. A stream or a held poll that it allows
   *     ends then. Empty without a time limit
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

    /** Returns a copy with the given subject. */
    public Grant withSubject(String value) {
      return new Grant(Optional.of(value), lifetime);
    }

    /** Returns a copy that is valid for the given time from now on. */
    public Grant withLifetime(Duration value) {
      return new Grant(subject, Optional.of(value));
    }
  }

  /**
   * A denied request.
   *
   * @param response the response that the client gets, unchanged
   */
  record Refusal(PushResponse response) implements AuthDecision {
    /** Checks that there is a response. */
    public Refusal {
      requireNonNull(response, "response");
    }
  }
}
