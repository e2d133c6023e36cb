package org.pushrelay.netty;

import org.pushrelay.transport.PushResponse;

/**
 * Answers what is refused before an endpoint sees it, and takes note of it. Called on event loops;
 * must not block.
 */
@FunctionalInterface
public interface RefusalHandler {
  /** Says shortly why, in plain text. */
  RefusalHandler REASONS = refusal -> Refusals.of(refusal.status());

  /** The response, of the refusal's status; the connection ends with it. */
  PushResponse response(Refusal refusal);
}
