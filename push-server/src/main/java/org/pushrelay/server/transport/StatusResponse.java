package org.pushrelay.server.transport;

import java.util.List;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.StatusReasons;

/** Answers that say in words what their status says, and nothing else. */
public final class StatusResponse {
  private static final Header TEXT = new Header("Content-Type", "text/plain");

  private static final String RETRY_SECONDS = "5";

  private StatusResponse() {}

  /** The response with a status. */
  public static PushResponse of(int status) {
    return PushResponse.of(status, List.of(TEXT), MessageBody.utf8(text(status)));
  }

  /** The response to a request for whose body there is no memory at the moment. */
  public static PushResponse tryLater() {
    return of(503).with(List.of(new Header("Retry-After", RETRY_SECONDS))).closing();
  }

  /** Its body, in ASCII: the status, and what that is called where it has a name. */
  public static String text(int status) {
    String reason = StatusReasons.of(status);
    return reason.isEmpty() ? status + "\n" : status + " " + reason + "\n";
  }
}
