package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.pushrelay.message.Cursor;
import org.pushrelay.transport.PushRequest;

/**
 * How a subscriber says which message it received last. {@code If-Modified-Since} and {@code
 * If-None-Match} are read first, then the other places.
 */
public final class ResumeConfig {
  /** All defaults: from the oldest message on; {@code Last-Event-ID} as a header or argument. */
  public static final ResumeConfig DEFAULT = builder().build();

  private final Cursor first;
  private final boolean compoundEtags;
  private final String etagHeader;
  private final List<Function<PushRequest, Optional<String>>> places;

  private ResumeConfig(Builder builder) {
    this.first = builder.first;
    this.compoundEtags = builder.compoundEtags;
    this.etagHeader = builder.etagHeader;
    this.places = builder.places;
  }

  /** Returns a builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts with these settings. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.first = first;
    builder.compoundEtags = compoundEtags;
    builder.etagHeader = etagHeader;
    builder.places = places;
    return builder;
  }

  /** Returns where a subscriber begins that does not say which message it received last. */
  public Cursor first() {
    return first;
  }

  /** Returns whether the Etag alone has the whole message id. */
  public boolean compoundEtags() {
    return compoundEtags;
  }

  /** Returns the name of the header with the tag in responses. */
  public String etagHeader() {
    return etagHeader;
  }

  /** Returns where else in a request an id is looked for, in this order. */
  public List<Function<PushRequest, Optional<String>>> places() {
    return places;
  }

  private List<Object> values() {
    return List.of(first, compoundEtags, etagHeader, places);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResumeConfig that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  @Override
  public String toString() {
    return "ResumeConfig" + values();
  }

  /** Collects the settings of a {@link ResumeConfig}. One thread at a time. */
  public static final class Builder {
    private Cursor first = Cursor.oldest();
    private boolean compoundEtags;
    private String etagHeader = "Etag";
    private List<Function<PushRequest, Optional<String>>> places =
        List.of(
            request -> request.header("Last-Event-ID"),
            request ->
                request.argument("last_event_id").map(value -> PercentDecoder.decode(value, true)));

    private Builder() {}

    /**
     * Sets where a subscriber begins that does not say which message it received last; at the
     * oldest one by default (Nchan: {@code nchan_subscriber_first_message}).
     */
    public Builder first(Cursor value) {
      first = requireNonNull(value, "first");
      return this;
    }

    /**
     * Sets whether the Etag alone has the whole id, {@code time:tag}, and {@code Last-Modified} is
     * left out; it is not by default (Nchan: {@code nchan_subscriber_compound_etag_message_id}).
     */
    public Builder compoundEtags(boolean value) {
      compoundEtags = value;
      return this;
    }

    /**
     * Sets the name of the header with the tag in responses, for where a proxy drops an Etag
     * (Nchan: {@code nchan_subscriber_message_id_custom_etag_header}).
     */
    public Builder etagHeader(String value) {
      checkArgument(value.matches("[A-Za-z0-9-]+"), "etagHeader: %s (expected: a name)", value);
      etagHeader = requireNonNull(value, "etagHeader");
      return this;
    }

    /**
     * Sets where else in a request an id is looked for; the first place that has one counts. By
     * default, the header {@code Last-Event-ID}, then the argument {@code last_event_id} (Nchan:
     * {@code nchan_subscriber_last_message_id}).
     */
    public Builder places(List<Function<PushRequest, Optional<String>>> value) {
      places = List.copyOf(value);
      return this;
    }

    /** Returns the settings. */
    public ResumeConfig build() {
      return new ResumeConfig(this);
    }
  }
}
