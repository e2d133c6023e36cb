package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.pushrelay.hook.Verdict;
import org.pushrelay.hook.Visit;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ForwardingExchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.RequestCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher's exchange at an endpoint with hooks. Its body is read while the application is
 * asked, since it has to be read at once or never, and is handed on when both are there. The
 * request can be looked at after it is gone, as far as an answer needs it.
 */
final class Caller extends ForwardingExchange {
  private static final Logger log = LoggerFactory.getLogger(Caller.class);

  /** What says how to answer, when the request itself may be gone. */
  private static final List<String> STILL_NEEDED = List.of("Accept", "Origin");

  private final Visit visit;
  private final List<Header> cors;
  private final HookAnswers answers;
  private final CompletableFuture<Verdict> verdict;
  private final RequestCopy copy;
  private volatile boolean headNeeded;

  /**
   * @param headNeeded whether the endpoint looks at the whole head before it reads the body
   */
  Caller(
      Exchange exchange,
      Visit visit,
      List<Header> cors,
      HookAnswers answers,
      CompletableFuture<Verdict> verdict,
      boolean headNeeded) {
    super(exchange);
    this.visit = visit;
    this.cors = cors;
    this.answers = answers;
    this.verdict = verdict;
    this.copy = RequestCopy.of(exchange.request(), STILL_NEEDED);
    this.headNeeded = headNeeded;
  }

  /** Goes on once it may, and otherwise answers. */
  void whenAllowed(Runnable then) {
    CompletionStage<?> unused =
        verdict.whenComplete(
            (said, failure) -> {
              try {
                decide(said, failure, then);
              } catch (RuntimeException | Error e) {
                log.error("A publisher who was let in could not be served", e);
                respond(PushResponse.of(500));
              }
            });
  }

  private void decide(Verdict said, Throwable failure, Runnable then) {
    if (failure != null) {
      respond(answers.failure(failure, visit, cors));
    } else if (said instanceof Verdict.Refusal refusal) {
      respond(answers.refusal(refusal.answer(), cors));
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
