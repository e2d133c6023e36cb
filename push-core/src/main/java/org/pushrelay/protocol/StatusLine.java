package org.pushrelay.protocol;

import org.pushrelay.subscriber.EndReason;

/**
 * Why there is no more, in the words of HTTP, for streams that have no status any more.
 *
 * @param code the status code that an answer would have had
 * @param words its reason phrase
 */
record StatusLine(int code, String words) {

  static StatusLine of(EndReason reason, WireProfile profile) {
    return switch (reason) {
      case TIMEOUT ->
          profile.has(WireProfile.Trait.TIMEOUT_408)
              ? new StatusLine(408, "Request Timeout")
              : new StatusLine(304, "Not Modified");
      case REPLACED, CONFLICT -> new StatusLine(409, "Conflict");
      case TOO_MANY_SUBSCRIBERS,
          GROUP_SUBSCRIBERS,
          GROUP_CHANNELS,
          NO_SUCH_CHANNEL,
          EXPIRED,
          REVOKED ->
          new StatusLine(403, "Forbidden");
      case CHANNEL_DELETED -> new StatusLine(410, "Gone");
      case NO_ROOM -> new StatusLine(507, "Insufficient Storage");
      case TOO_SLOW -> new StatusLine(429, "Too Slow");
      case DRAINING, STORE_FAILED -> new StatusLine(503, "Service Unavailable");
    };
  }

  @Override
  public String toString() {
    return code + " " + words;
  }
}
