package org.pushrelay.protocol;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.pushrelay.hook.Verdict;
import org.pushrelay.hook.Visit;
import org.pushrelay.message.MessageBody;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.RequestCopy;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A publisher's exchange at an endpoint with hooks. Its body is read while the application is
 * asked, since it has to be read at once or never, and is handed on when both are there. The
 * request can be looked at after it is gone, as far as an answer needs it.
 */
final class Caller implements Exchange {
  private static final Logger log = LoggerFactory.getLogger(Caller.class);

  /** What says how to answer, when the request itself may be gone. */
  private static final List<String> STILL_NEEDED = List.of("Accept", "Origin");

  private final Exchange exchange;
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
    this.exchange = exchange;
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
                exchange.respond(PushResponse.of(500));
              }
            });
  }

  private void decide(Verdict said, Throwable failure, Runnable then) {
    if (failure != null) {
      exchange.respond(answers.failure(failure, visit, cors));
    } else if (said instanceof Verdict.Refusal refusal) {
      exchange.respond(answers.refusal(refusal.answer(), cors));
    } else {
      then.run();
    }
  }

  @Override
  public PushRequest request() {
    return headNeeded ? exchange.request() : copy;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    headNeeded = false;
    exchange.readBody(
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
          public void onFailure(Throwable cause) {
            listener.onFailure(cause);
          }
        });
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    exchange.respond(response, listener);
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    return exchange.stream(head, listener);
  }

  @Override
  public boolean canUpgrade() {
    return exchange.canUpgrade();
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    return exchange.upgrade(headers, listener);
  }

  @Override
  public void whenClientGone(Runnable action) {
    exchange.whenClientGone(action);
  }

  @Override
  public boolean noticesDeparture() {
    return exchange.noticesDeparture();
  }

  @Override
  public Loop loop() {
    return exchange.loop();
  }
}
