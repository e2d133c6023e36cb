package org.pushrelay.protocol;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Set;

/**
 * The few places where being compatible and being modern differ. Immutable.
 *
 * @param traits what is done
 */
public record WireProfile(Set<Trait> traits) {
  /** The version of Nchan whose behaviour is followed. */
  public static final String NCHAN_VERSION = "1.3.7";

  /** One place where profiles differ, and what is done there by those that have it. */
  public enum Trait {
    /**
     * An Etag goes out quoted, as RFC 9110, 8.8.3 has it; else as a bare number, as NHPM and Nchan
     * have it. In comes either.
     */
    QUOTED_ETAGS,
    /** A response says, by a {@code Push-Gap} header, that messages in front of it were lost. */
    GAP_HEADER,
    /** A stream says the same by an event, or by metadata. */
    GAP_IN_STREAMS,
    /**
     * Streams say it where no client of Nchan takes it for something else: event streams by a
     * comment, multipart streams in the head of a part, and WebSockets to no page.
     */
    QUIET_GAPS,
    /**
     * Compression of WebSockets is agreed upon as Nchan does, wherever it is offered, and used for
     * messages that their publisher's endpoint compresses; else both is as the subscriber's
     * endpoint has it.
     */
    PUBLISHER_DEFLATES,
    /** The parts of a multipart response say how long they are. */
    SIZED_PARTS,
    /**
     * PUT creates the channel and publishes nothing (protocol.txt, 3.2); else it publishes like
     * POST.
     */
    PUT_CREATES,
    /** A refusal says why in its body. */
    REASONS,
    /** A channel id above a limit that was set is cut to it, as NHPM does. */
    CUTS_LONG_IDS,
    /** A channel id above the limit is refused with 403, as Nchan does; else with 414. */
    LONG_IDS_FORBIDDEN,
    /** A request that is held at shutdown is answered 503 with Retry-After; else 304. */
    DRAINS_WITH_503,
    /** OPTIONS allows every origin what NHPM allows it; else only what is configured. */
    PREFLIGHTS_FOR_ALL,
    /** OPTIONS names the methods and the request headers that Nchan names; else ours. */
    NCHAN_PREFLIGHTS,
    /** The age of a channel stands for the time since the last request where there was none. */
    AGE_AS_REQUEST,
    /** A wait that is over is answered 408, as Nchan does; else 304. */
    TIMEOUT_408,
    /** Message ids that make no sense are refused with 400 where Nchan refuses them. */
    STRICT_IDS,
    /**
     * Streams end with the connection, as Nchan's do, unless a chunk is a message; else they are
     * chunked on HTTP/1.1. No profile has this of its own accord: some clients see a message of an
     * unframed stream late (Python's requests).
     */
    UNFRAMED_STREAMS,
    /** In streams and batches, a message whose publisher named no content type has none. */
    UNTYPED_STREAMS,
    /**
     * The parts of a poll's batch have a content type at most, as Nchan's client library would take
     * more for their bodies; else each has its id, and says what was missed. Parts of multipart
     * streams always do.
     */
    BARE_BATCHES,
    /** Streams begin and end with the words of Nchan. */
    NCHAN_WORDS,
    /**
     * A WebSocket may begin with any key, and another version is refused with 400, as Nchan does;
     * else the key is checked, and another version refused with 426 (RFC 6455, 4.2 and 4.4).
     */
    LENIENT_HANDSHAKES,
    /**
     * POST, PUT and DELETE to a subscriber are refused with 403, and so is what may not be done
     * with a group; else with 405.
     */
    METHODS_FORBIDDEN,
    /**
     * A request for an event stream where there is none gets a poll, as Nchan does; else a client
     * that takes nothing but events is refused with 406.
     */
    POLLS_INSTEAD,
    /** Info has one media type for each format, as {@code text/json}; else the one asked for. */
    TEXT_TYPES,
    /** What ends a poll without a message says by Vary, as messages do, that it hangs on the id. */
    VARIED_ENDS,
    /**
     * The 304 to an interval-poll names the position of the client in full; else it has the entity
     * tag only, as the client sent it.
     */
    POSITION_WITH_304,
    /** That 304 says {@code Content-Length: 0}, as Nchan does; else it has no length. */
    LENGTH_WITH_304,
    /** A message asks proxies not to compress it (RFC 9111, 5.2.2.6): some drop the entity tag. */
    UNTRANSFORMED_POLLS,
    /** Channel info has the id of the newest message. */
    INFO_WITH_ID,
    /**
     * A publisher hears how many subscribers there were for its message; else how many there are
     * yet.
     */
    COUNTS_THE_TOLD,
    /** A subscription to several channels ends when one of them is deleted. */
    ENDS_WITH_ONE_CHANNEL,
    /**
     * Where origins are configured, requests of pages of others are refused with 403, and not only
     * by the browser.
     */
    REFUSES_ORIGINS,
    /**
     * Subscription listeners are not notified of polling subscribers, since those come and go with
     * each poll.
     */
    POLLERS_UNNOTICED,
    /** The publisher of a message that the application drops gets 204; otherwise 202. */
    DROPS_WITH_204
  }

  /** As NHPM 0.73 answers; the profile of {@code push_*} configurations. */
  public static final WireProfile NHPM =
      of(Trait.CUTS_LONG_IDS, Trait.PREFLIGHTS_FOR_ALL, Trait.AGE_AS_REQUEST);

  /** As Nchan 1.3 answers; the profile of {@code nchan_*} configurations. */
  public static final WireProfile NCHAN =
      of(
          Trait.GAP_HEADER,
          Trait.GAP_IN_STREAMS,
          Trait.QUIET_GAPS,
          Trait.PUBLISHER_DEFLATES,
          Trait.REASONS,
          Trait.LONG_IDS_FORBIDDEN,
          Trait.DRAINS_WITH_503,
          Trait.TIMEOUT_408,
          Trait.STRICT_IDS,
          Trait.UNTYPED_STREAMS,
          Trait.BARE_BATCHES,
          Trait.NCHAN_WORDS,
          Trait.LENIENT_HANDSHAKES,
          Trait.METHODS_FORBIDDEN,
          Trait.POLLS_INSTEAD,
          Trait.TEXT_TYPES,
          Trait.VARIED_ENDS,
          Trait.POSITION_WITH_304,
          Trait.UNTRANSFORMED_POLLS,
          Trait.LENGTH_WITH_304,
          Trait.INFO_WITH_ID,
          Trait.COUNTS_THE_TOLD,
          Trait.ENDS_WITH_ONE_CHANNEL,
          Trait.REFUSES_ORIGINS,
          Trait.NCHAN_PREFLIGHTS,
          Trait.POLLERS_UNNOTICED,
          Trait.DROPS_WITH_204);

  /** As the protocol's text and today's HTTP have it; the default of the Java API. */
  public static final WireProfile STANDARD =
      of(
          Trait.QUOTED_ETAGS,
          Trait.GAP_HEADER,
          Trait.GAP_IN_STREAMS,
          Trait.SIZED_PARTS,
          Trait.PUT_CREATES,
          Trait.REASONS,
          Trait.POSITION_WITH_304,
          Trait.UNTRANSFORMED_POLLS,
          Trait.DRAINS_WITH_503);

  /** Copies the traits. */
  public WireProfile {
    traits = Set.copyOf(requireNonNull(traits, "traits"));
  }

  private static WireProfile of(Trait first, Trait... others) {
    return new WireProfile(EnumSet.of(first, others));
  }

  /** Returns whether the profile has the trait. */
  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** Returns a profile that also has the trait. */
  public WireProfile with(Trait trait) {
    EnumSet<Trait> more = EnumSet.of(trait);
    more.addAll(traits);
    return new WireProfile(more);
  }

  /** Returns a profile without the trait. */
  public WireProfile without(Trait trait) {
    EnumSet<Trait> fewer = EnumSet.noneOf(Trait.class);
    fewer.addAll(traits);
    fewer.remove(trait);
    return new WireProfile(fewer);
  }
}
