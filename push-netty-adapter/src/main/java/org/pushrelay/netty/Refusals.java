package org.pushrelay.netty;

import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** What is answered to requests that no endpoint gets to see. */
final class Refusals {
  private static final Header PLAIN_TEXT = new Header("Content-Type", "text/plain");
  static final PushResponse NOT_FOUND = text(404, "There is nothing here.");

  private Refusals() {}

  /** The response, after which the connection ends: what follows cannot be read with certainty. */
  static PushResponse of(int status) {
    return text(status, reason(status)).closing();
  }

  private static String reason(int status) {
    return switch (status) {
      case 408 -> "The request took too long.";
      case 414 -> "The request's first line is too long.";
      case 417 -> "Only 100-continue can be expected.";
      case 431 -> "The request's head is too long.";
      case 501 -> "The only transfer coding is chunked.";
      case 505 -> "HTTP/1.1, HTTP/1.0 and HTTP/2 are spoken here.";
      default -> "The request cannot be read.";
    };
  }

  private static PushResponse text(int status, String reason) {
    return PushResponse.of(status, List.of(PLAIN_TEXT), MessageBody.utf8(reason));
  }
}
