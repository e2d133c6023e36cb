package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.spi.ForwardingExchange;
import org.pushrelay.transport.spi.RequestCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher's exchange at an endpoint with hooks. Its body is read while the application is
 * asked, since it has to be read at once or never, and is handed on when both are there. The
 * request can be looked at after it is gone, as far as a response needs it.
 */
final class AuthorizingPublishExchange extends ForwardingExchange {
  private static final Logger log = LoggerFactory.getLogger(AuthorizingPublishExchange.class);

  /** What says how to answer, when the request itself may be gone. */
  private static final List<String> STILL_NEEDED = List.of("Accept", "Origin");

  private final AccessRequest accessRequest;
  private final List<Header> cors;
  private final HookResponses pollResponses;
  private final CompletableFuture<AuthDecision> authDecision;
  private final RequestCopy copy;
  private volatile boolean headNeeded;

  /**
   * @param headNeeded whether the endpoint looks at the whole head before it reads the body
   */
  AuthorizingPublishExchange(
      Exchange exchange,
      AccessRequest accessRequest,
      List<Header> cors,
      HookResponses pollResponses,
      CompletableFuture<AuthDecision> authDecision,
      boolean headNeeded) {
    super(exchange);
    this.accessRequest = accessRequest;
    this.cors = cors;
    this.pollResponses = pollResponses;
    this.authDecision = authDecision;
    this.copy = RequestCopy.of(exchange.request(), STILL_NEEDED);
    this.headNeeded = headNeeded;
  }

  /** Goes on once it may, and otherwise answers. */
  void whenAllowed(Runnable then) {
    CompletionStage<?> unused =
        authDecision.whenComplete(
            (said, failure) -> {
              try {
                decide(said, failure, then);
              } catch (RuntimeException | Error e) {
                log.error("A publisher who was let in could not be served", e);
                respond(PushResponse.of(500));
              }
            });
  }

  private void decide(AuthDecision said, Throwable failure, Runnable then) {
    if (failure != null) {
      respond(pollResponses.failure(failure, accessRequest, cors));
    } else if (said instanceof AuthDecision.Refusal refusal) {
      respond(pollResponses.refusal(refusal.response(), cors));
    } else {
      then.run();
    }
  }

  @Override
  public PushRequest request() {
    return headNeeded ? super.request() : copy;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    headNeeded = false;
    super.readBody(
        maxBytes,
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            whenAllowed(() -> listener.onBody(body));
          }

          @Override
          public void onTooLarge() {
            listener.onTooLarge();
          }

          @Override
          public void onNoRoom() {
            listener.onNoRoom();
          }

          @Override
          public void onFailure(Throwable cause) {
            listener.onFailure(cause);
          }
        });
  }
}
