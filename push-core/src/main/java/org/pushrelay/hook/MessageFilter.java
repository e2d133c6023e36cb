package org.pushrelay.hook;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.transport.PushResponse;

/**
 * Looks at each message that comes by an endpoint before it is published, and passes, replaces,
 * drops or refuses it. Safe from any thread.
 *
 * <p>What it does not say within {@link Hooks#timeLimit}, or fails to say, is a refusal: 504 or 502
 * to the publisher, and nothing is stored. Messages that are asked about at the same time may come
 * out in another order than they came in; those of one WebSocket are asked about one by one.
 */
@FunctionalInterface
public interface MessageFilter {

  /** Decides what becomes of a message, now or later. Must not block. */
  CompletionStage<? extends Outcome> filter(AccessRequest accessRequest, MessageDraft draft);

  /** Returns a filter that decides at once. */
  static MessageFilter of(Function<MessageDraft, ? extends Outcome> decision) {
    return (accessRequest, draft) -> CompletableFuture.completedFuture(decision.apply(draft));
  }

  /** Returns the outcome that publishes the given draft: the one that came, or another one. */
  static Outcome publish(MessageDraft draft) {
    return new Outcome.Publish(draft);
  }

  /**
   * Returns the outcome that publishes nothing; the publisher gets the response to a message that
   * no subscriber was waiting for.
   */
  static Outcome drop() {
    return Outcome.Drop.DROP;
  }

  /** Returns the outcome that publishes nothing and sends the given response. */
  static Outcome refuse(PushResponse response) {
    return new Outcome.Refuse(response);
  }

  /** What becomes of a message. */
  sealed interface Outcome {
    /**
     * It is published.
     *
     * @param draft as this
     */
    record Publish(MessageDraft draft) implements Outcome {
      /** Checks that there is a draft. */
      public Publish {
        requireNonNull(draft, "draft");
      }
    }

    /** It is published nowhere, and the publisher gets 202, or 204 as by Nchan. */
    enum Drop implements Outcome {
      /** The only one. */
      DROP
    }

    /**
     * It is published nowhere, and the publisher is notified of it.
     *
     * @param response the response that the publisher gets, unchanged
     */
    record Refuse(PushResponse response) implements Outcome {
      /** Checks that there is a response. */
      public Refuse {
        requireNonNull(response, "response");
      }
    }
  }
}
