package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is answered whom the application did not let in. */
record HookResponses(Responses responses) {
  private static final Logger log = LoggerFactory.getLogger(HookResponses.class);
  private static final String ALLOWED_ORIGIN = "Access-Control-Allow-Origin";

  /** What the application says, as it says it; pages of other origins may read it, too. */
  PushResponse refusal(PushResponse given, List<Header> cors) {
    return given.header(ALLOWED_ORIGIN).isPresent() ? given : given.with(cors);
  }

  /** What the application says to a client that polls. */
  PushResponse refusalOfPoll(PushResponse given, List<Header> cors) {
    return responses.endOfPoll(refusal(given, cors));
  }

  /** The application says nothing that counts. */
  PushResponse failure(Throwable failure, AccessRequest accessRequest, List<Header> cors) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return response(cause, accessRequest).with(cors);
  }

  private PushResponse response(Throwable cause, AccessRequest accessRequest) {
    if (cause instanceof ClientRegistry.Draining) {
      return responses.draining();
    }
    if (cause instanceof TimeoutException) {
      log.warn(
          "A hook for channel {} is too slow: {}",
          accessRequest.channels().get(0),
          cause.getMessage());
      return responses.hookTooSlow();
    }
    // an application that is away fails for each client: one line for each is enough
    log.warn("A hook for channel {} failed: {}", accessRequest.channels().get(0), cause.toString());
    log.debug("The failure of the hook", cause);
    return responses.hookFailed();
  }
}
