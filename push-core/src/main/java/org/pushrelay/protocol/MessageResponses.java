package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.ResumePoint;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * Messages as answers of one endpoint. The response that was made last is remembered: in a
 * broadcast it is made once, and all subscribers share it.
 */
final class MessageResponses {
  /** What messages depend on. */
  static final Header VARY =
      new Header(
          "Vary", MessageIdHeaders.IF_NONE_MATCH + ", " + MessageIdHeaders.IF_MODIFIED_SINCE);

  /** For proxies that drop an entity tag when they compress (Envoy). */
  private static final Header UNTRANSFORMED = new Header("Cache-Control", "no-transform");

  private static final Header NO_LENGTH = new Header("Content-Length", "0");

  private final SubscriberConfig config;
  private volatile @Nullable Rendered latest;

  MessageResponses(SubscriberConfig config) {
    this.config = config;
  }

  private record Rendered(
      Message message, ResumePoint point, List<Header> cors, PushResponse response) {
    boolean fits(Delivery asked, List<Header> askedCors) {
      return message == asked.message()
          && point.equals(asked.resumePoint())
          && cors.equals(askedCors);
    }
  }

  /**
   * A message as a response.
   *
   * @param cors the headers for pages of other origins
   */
  PushResponse of(Delivery delivery, List<Header> cors) {
    PushResponse shared = shared(delivery, cors);
    List<Header> gap = gap(delivery);
    return gap.isEmpty() ? shared : shared.with(gap);
  }

  private List<Header> gap(Delivery delivery) {
    return config.profile().has(Trait.GAP_HEADER)
        ? delivery
            .gapAfter()
            .map(id -> List.of(new Header("Push-Gap", id.toString())))
            .orElse(List.of())
        : List.of();
  }

  private PushResponse shared(Delivery delivery, List<Header> cors) {
    Rendered known = latest;
    if (known != null && known.fits(delivery, cors)) {
      return known.response();
    }
    PushResponse response = render(delivery).with(cors);
    latest = new Rendered(delivery.message(), delivery.resumePoint(), cors, response);
    return response;
  }

  /**
   * Several messages as one response, which has the id of the last one, and tells the first gap.
   */
  PushResponse of(List<Delivery> deliveries) {
    ImmutableList.Builder<Header> headers = ImmutableList.builder();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (config.streams().pollResponseMode() == PollResponseMode.MULTIPART) {
      MultipartFormat format =
          new MultipartFormat(config.streamedContentType(), config.profile(), config.resume());
      headers.add(format.contentType());
      format.addWhole(deliveries, body);
    } else {
      if (!config.streamedContentType().isEmpty()) {
        headers.add(new Header("Content-Type", config.streamedContentType()));
      }
      addSeparated(deliveries, body);
    }
    addId(headers, deliveries.get(deliveries.size() - 1).resumePoint());
    deliveries.stream()
        .map(this::gap)
        .filter(gap -> !gap.isEmpty())
        .findFirst()
        .ifPresent(headers::addAll);
    return PushResponse.of(200, headers.build(), MessageBody.wrap(body.toByteArray()));
  }

  /**
   * The response to an interval-poll for which there is no message. It names the position of the
   * client again: a client that copies the id of each response into its next request stays where it
   * is. In the NHPM profile that is the entity tag only, as it was sent.
   */
  PushResponse nothingYet(IntervalPoll.Position position) {
    ImmutableList.Builder<Header> headers = ImmutableList.builder();
    if (config.profile().has(Trait.LENGTH_WITH_304)) {
      headers.add(NO_LENGTH);
    }
    if (config.profile().has(Trait.POSITION_WITH_304)) {
      resumePoint(position.cursor())
          .ifPresent(
              point ->
                  headers.addAll(MessageIdHeaders.of(point, config.profile(), config.resume())));
      headers.add(VARY);
    } else if (!position.tag().isEmpty()) {
      headers.add(new Header("Etag", position.tag()));
    }
    return PushResponse.of(304, headers.build(), MessageBody.empty());
  }

  private static Optional<ResumePoint> resumePoint(Cursor cursor) {
    return cursor instanceof Cursor.After after
        ? Optional.of(after.id())
        : cursor instanceof Cursor.Multiplexed several
            ? Optional.of(several.id())
            : Optional.empty();
  }

  private void addSeparated(List<Delivery> deliveries, ByteArrayOutputStream body) {
    byte[] separator = config.streams().separator().getBytes(UTF_8);
    for (int i = 0; i < deliveries.size(); i++) {
      if (i > 0) {
        body.writeBytes(separator);
      }
      body.writeBytes(deliveries.get(i).message().body().toByteArray());
    }
    if (config.profile().has(Trait.NCHAN_WORDS)) {
      body.writeBytes(separator);
    }
  }

  private void addId(ImmutableList.Builder<Header> headers, ResumePoint point) {
    headers.addAll(MessageIdHeaders.of(point, config.profile(), config.resume()));
    headers.add(VARY);
    headers.add(Responses.NO_SNIFFING);
    if (config.profile().has(Trait.UNTRANSFORMED_POLLS)) {
      headers.add(UNTRANSFORMED);
    }
  }

  private PushResponse render(Delivery delivery) {
    Message message = delivery.message();
    ImmutableList.Builder<Header> headers = ImmutableList.builder();
    String contentType = message.contentType().orElse(config.defaultContentType());
    if (!contentType.isEmpty()) {
      headers.add(new Header("Content-Type", contentType));
    }
    addId(headers, delivery.resumePoint());
    return PushResponse.of(200, headers.build(), message.body());
  }
}
