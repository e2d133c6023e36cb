package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pushrelay.message.Cursor;
import org.pushrelay.transport.PushRequest;

/**
 * How a subscriber says where it stands. First {@code If-Modified-Since} and {@code If-None-Match}
 * are looked at, then the other places.
 *
 * @param first where one begins who does not say (Nchan: {@code nchan_subscriber_first_message})
 * @param compoundEtags whether the Etag alone has the whole id, {@code time:tag}, and {@code
 *     Last-Modified} is left out (Nchan: {@code nchan_subscriber_compound_etag_message_id})
 * @param etagHeader what the header with the tag is called in answers, where something on the way
 *     drops an Etag (Nchan: {@code nchan_subscriber_message_id_custom_etag_header})
 * @param places where else an id is looked for; the first that has one counts (Nchan: {@code
 *     nchan_subscriber_last_message_id})
 */
public record ResumeConfig(
    Cursor first,
    boolean compoundEtags,
    String etagHeader,
    List<Function<PushRequest, Optional<String>>> places) {

  /** From the oldest message on; {@code Last-Event-ID} as a header, or as an argument. */
  public static final ResumeConfig DEFAULT =
      new ResumeConfig(
          Cursor.oldest(),
          false,
          "Etag",
          List.of(
              request -> request.header("Last-Event-ID"),
              request ->
                  request
                      .argument("last_event_id")
                      .map(value -> PercentDecoder.decode(value, true))));

  /** Checks the header's name. */
  public ResumeConfig {
    requireNonNull(first, "first");
    checkArgument(
        etagHeader.matches("[A-Za-z0-9-]+"), "etagHeader: %s (expected: a name)", etagHeader);
    places = List.copyOf(places);
  }

  /** The same for those who do not say where they stand. */
  public ResumeConfig withFirst(Cursor value) {
    return new ResumeConfig(value, compoundEtags, etagHeader, places);
  }

  /** The same with the whole id in the Etag, or not. */
  public ResumeConfig withCompoundEtags(boolean value) {
    return new ResumeConfig(first, value, etagHeader, places);
  }

  /** The same with another name for the Etag. */
  public ResumeConfig withEtagHeader(String name) {
    return new ResumeConfig(first, compoundEtags, name, places);
  }

  /** The same, looking elsewhere. */
  public ResumeConfig withPlaces(List<Function<PushRequest, Optional<String>>> value) {
    return new ResumeConfig(first, compoundEtags, etagHeader, value);
  }
}
