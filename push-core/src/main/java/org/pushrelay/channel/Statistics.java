package org.pushrelay.channel;

import java.util.Map;
import org.pushrelay.subscriber.EndReason;

/**
 * What a relay has and has done, at about one moment: each number is right, but they are read one
 * after the other.
 *
 * @param published how many messages were published since the relay was made
 * @param delivered how many times a message was handed to a subscriber since then
 * @param channels how many channels exist
 * @param messages how many messages they keep
 * @param waiting how many subscribers wait for one message
 * @param following how many follow a channel; one that follows several counts on each
 * @param streams how many streams are open, for each kind, as {@code eventsource}; flows in Java
 *     are no streams
 * @param usedBytes what channels and messages take of the store
 * @param maxBytes what they may take; {@link Long#MAX_VALUE} if there is no limit
 * @param refused how many messages were refused, for each reason
 * @param ended how many subscribers were refused or sent away, or waited in vain, for each reason
 */
public record Statistics(
    long published,
    long delivered,
    long channels,
    long messages,
    long waiting,
    long following,
    Map<String, Long> streams,
    long usedBytes,
    long maxBytes,
    Map<PublishResult.Refused, Long> refused,
    Map<EndReason, Long> ended) {

  /** Copies the maps. */
  public Statistics {
    streams = Map.copyOf(streams);
    refused = Map.copyOf(refused);
    ended = Map.copyOf(ended);
  }

  /** How many subscribers there are, waiting or following. */
  public long subscribers() {
    return waiting + following;
  }
}
