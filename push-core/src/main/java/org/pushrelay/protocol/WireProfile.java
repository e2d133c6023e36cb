package org.pushrelay.protocol;

/**
 * The few places where being compatible and being modern differ.
 *
 * @param quotedEtags whether an Etag goes out quoted, as RFC 9110, 8.8.3 has it, or as a bare
 *     number, as NHPM has it. In comes either
 * @param tellsGaps whether an answer says, by a {@code Push-Gap} header, that messages in front of
 *     it were lost to the subscriber
 * @param putCreates whether PUT creates the channel and publishes nothing (protocol.txt, 3.2), or
 *     publishes like POST, as NHPM does
 * @param givesReasons whether a refusal says why in its body
 * @param cutsLongIds whether a channel id above the limit is cut to it, as NHPM does, or refused
 *     with 414
 * @param drainsWith503 whether a request that is held at shutdown is answered 503 with Retry-After,
 *     or 304
 * @param answersPreflights whether OPTIONS allows every origin what NHPM allows it, or only what is
 *     configured
 * @param createsAsRequest whether the age of a channel stands for the time since the last request
 *     where there was none, as with NHPM, or -1 does
 */
public record WireProfile(
    boolean quotedEtags,
    boolean tellsGaps,
    boolean putCreates,
    boolean givesReasons,
    boolean cutsLongIds,
    boolean drainsWith503,
    boolean answersPreflights,
    boolean createsAsRequest) {

  /** As NHPM 0.73 answers; the profile of {@code push_*} configurations. */
  public static final WireProfile NHPM =
      new WireProfile(false, false, false, false, true, false, true, true);

  /** As the protocol's text and today's HTTP have it; the default of the Java API. */
  public static final WireProfile STANDARD =
      new WireProfile(true, true, true, true, false, true, false, false);
}
