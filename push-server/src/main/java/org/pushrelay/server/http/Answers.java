package org.pushrelay.server.http;

import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.access.Htpasswd;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** The answers that come from the server and not from an endpoint. */
final class Answers {
  private static final Header TEXT = new Header("Content-Type", "text/plain");

  private Answers() {}

  /** A refusal that says in words what its status says. */
  static PushResponse error(int status) {
    return PushResponse.of(status, List.of(TEXT), MessageBody.utf8(text(status)));
  }

  static PushResponse unauthorized(String realm) {
    return error(401).with(List.of(new Header("WWW-Authenticate", Htpasswd.challenge(realm))));
  }

  static String text(int status) {
    return status + " " + HttpStatus.getMessage(status) + "\n";
  }
}
