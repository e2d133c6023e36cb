package org.pushrelay.protocol;

import java.time.Duration;
import java.util.List;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.time.Jitter;

/**
 * The policy of an endpoint with each of the times that jitter makes of its timeout. The policies
 * are created once: so a wait allocates none, and waits of equal length share a queue of deadlines.
 */
final class JitteredTimeouts {
  private final List<SubscribePolicy> policies;
  private final Jitter jitter;

  /**
   * The policies.
   *
   * @param longest a longer timeout is cut to it
   * @param jitters whether waits are cut short by up to a tenth
   */
  JitteredTimeouts(SubscribePolicy policy, Duration longest, boolean jitters, Jitter jitter) {
    Duration timeout = policy.timeout().compareTo(longest) > 0 ? longest : policy.timeout();
    boolean endless = timeout.equals(SubscribePolicy.FOREVER);
    List<Duration> times = jitters && !endless ? Jitter.shorter(timeout) : List.of(timeout);
    this.policies = times.stream().map(time -> policy.toBuilder().timeout(time).build()).toList();
    this.jitter = jitter;
  }

  SubscribePolicy next() {
    return policies.size() == 1 ? policies.get(0) : jitter.oneOf(policies);
  }
}
