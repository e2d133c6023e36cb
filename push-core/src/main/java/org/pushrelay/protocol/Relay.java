package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import org.pushrelay.channel.Channels;
import org.pushrelay.time.Jitter;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.BufferBudget;

/**
 * One relay, as all of its endpoints share it.
 *
 * @param channels where messages go
 * @param jitter where random times come from
 * @param timers what runs later
 * @param window what was published with keys, at whichever endpoint
 * @param activeGrants what is kept for hooks
 * @param budget what clients make the relay hold beside stored messages
 * @param metaEventQueues the order of channel events
 */
public record Relay(
    Channels channels,
    Jitter jitter,
    Timers timers,
    IdempotencyWindow window,
    ActiveGrants activeGrants,
    BufferBudget budget,
    MetaEventQueues metaEventQueues) {
  /** Checks that nothing is null. */
  public Relay {
    requireNonNull(channels, "channels");
    requireNonNull(jitter, "jitter");
    requireNonNull(timers, "timers");
    requireNonNull(window, "window");
    requireNonNull(activeGrants, "activeGrants");
    requireNonNull(budget, "budget");
    requireNonNull(metaEventQueues, "metaEventQueues");
  }
}
