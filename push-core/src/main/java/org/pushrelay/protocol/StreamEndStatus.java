package org.pushrelay.protocol;

import org.pushrelay.subscriber.EndReason;

/**
 * Why there is no more, in the words of HTTP, for streams that have no status any more.
 *
 * @param code the status code that a response would have had
 * @param words its reason phrase
 */
record StreamEndStatus(int code, String words) {

  static StreamEndStatus of(EndReason reason, WireProfile profile) {
    return switch (reason) {
      case TIMEOUT ->
          profile.has(WireProfile.Trait.TIMEOUT_408)
              ? new StreamEndStatus(408, "Request Timeout")
              : new StreamEndStatus(304, "Not Modified");
      case REPLACED, CONFLICT -> new StreamEndStatus(409, "Conflict");
      case TOO_MANY_SUBSCRIBERS,
          GROUP_SUBSCRIBERS,
          GROUP_CHANNELS,
          NO_SUCH_CHANNEL,
          EXPIRED,
          REVOKED ->
          new StreamEndStatus(403, "Forbidden");
      case CHANNEL_DELETED -> new StreamEndStatus(410, "Gone");
      case NO_ROOM -> new StreamEndStatus(507, "Insufficient Storage");
      case TOO_SLOW -> new StreamEndStatus(429, "Too Slow");
      case DRAINING, STORE_FAILED -> new StreamEndStatus(503, "Service Unavailable");
    };
  }

  /** What this status is called; those that no response of the relay has, by their class. */
  static StreamEndStatus of(int status) {
    String words =
        switch (status) {
          case 400 -> "Bad Request";
          case 401 -> "Unauthorized";
          case 402 -> "Payment Required";
          case 403 -> "Forbidden";
          case 404 -> "Not Found";
          case 409 -> "Conflict";
          case 410 -> "Gone";
          case 429 -> "Too Many Requests";
          case 500 -> "Internal Server Error";
          case 502 -> "Bad Gateway";
          case 503 -> "Service Unavailable";
          case 504 -> "Gateway Timeout";
          case 507 -> "Insufficient Storage";
          default -> status < 400 ? "Not Accepted" : status < 500 ? "Refused" : "Failed";
        };
    return new StreamEndStatus(status, words);
  }

  @Override
  public String toString() {
    return code + " " + words;
  }
}
