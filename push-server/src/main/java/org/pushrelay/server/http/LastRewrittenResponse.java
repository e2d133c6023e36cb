package org.pushrelay.server.http;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.PushResponse;

/**
 * The response that was changed last on its way to a client. In a broadcast one response goes to
 * all subscribers: it is changed once, and they share what came of it, so that a transport still
 * encodes it once. Safe from any thread.
 */
final class LastRewrittenResponse {
  private volatile @Nullable Change latest;

  private record Change(PushResponse given, Object how, PushResponse made) {
    @SuppressWarnings("ReferenceEquality") // subscribers who share a response share the object
    boolean fits(PushResponse otherGiven, Object otherHow) {
      return given == otherGiven && how.equals(otherHow);
    }
  }

  /**
   * Returns a changed answer.
   *
   * @param how what the change depends on, beside the response
   * @param change makes it; called at most once for each response in a broadcast
   */
  PushResponse of(PushResponse given, Object how, UnaryOperator<PushResponse> change) {
    Change known = latest;
    if (known != null && known.fits(given, how)) {
      return known.made();
    }
    PushResponse made = change.apply(given);
    latest = new Change(given, how, made);
    return made;
  }
}
