package org.pushrelay.protocol;

import org.pushrelay.subscriber.EndReason;
import org.pushrelay.transport.StatusReasons;

/**
 * Why there is no more, in the words of HTTP, for streams that have no status any more.
 *
 * @param code the status code that a response would have had
 * @param words its reason phrase
 */
record StreamEndStatus(int code, String words) {

  static StreamEndStatus of(EndReason reason, WireProfile profile) {
    return switch (reason) {
      case TIMEOUT -> named(profile.has(WireProfile.Trait.TIMEOUT_408) ? 408 : 304);
      case REPLACED, CONFLICT -> named(409);
      case TOO_MANY_SUBSCRIBERS,
          GROUP_SUBSCRIBERS,
          GROUP_CHANNELS,
          NO_SUCH_CHANNEL,
          EXPIRED,
          REVOKED ->
          named(403);
      case CHANNEL_DELETED -> named(410);
      case NO_ROOM -> named(507);
      case TOO_SLOW -> new StreamEndStatus(429, "Too Slow");
      case DRAINING, STORE_FAILED -> named(503);
    };
  }

  private static StreamEndStatus named(int status) {
    return new StreamEndStatus(status, StatusReasons.of(status));
  }

  /** Returns a status with its reason; an unknown one has a reason of its class. */
  static StreamEndStatus of(int status) {
    String reason = StatusReasons.of(status);
    if (status < 400) {
      // a redirection is not followed once the stream has begun
      return new StreamEndStatus(status, "Not Accepted");
    }
    return new StreamEndStatus(
        status, reason.isEmpty() ? (status < 500 ? "Refused" : "Failed") : reason);
  }

  @Override
  public String toString() {
    return code + " " + words;
  }
}
