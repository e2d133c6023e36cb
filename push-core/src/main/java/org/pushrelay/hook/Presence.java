package org.pushrelay.hook;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A client that is there. Immutable.
 *
 * @param accessRequest the request it came by; of a client who polls, the first one
 * @param subject who the {@link Authorizer} said it is
 */
public record Presence(AccessRequest accessRequest, Optional<String> subject) {
  /** Checks that both are there. */
  public Presence {
    requireNonNull(accessRequest, "accessRequest");
    requireNonNull(subject, "subject");
  }
}
