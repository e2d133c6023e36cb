package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.ResumePoint;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * Messages as answers of one endpoint. The answer that was made last is remembered: in a broadcast
 * it is made once, and all subscribers share it.
 */
final class MessageResponses {
  /** What messages depend on. */
  static final Header VARY =
      new Header(
          "Vary", MessageIdHeaders.IF_NONE_MATCH + ", " + MessageIdHeaders.IF_MODIFIED_SINCE);

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
   * A message as an answer.
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

  /** Several messages as one answer, which has the id of the last one, and tells the first gap. */
  PushResponse of(List<Delivery> deliveries) {
    ImmutableList.Builder<Header> headers = ImmutableList.builder();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (config.streams().pollBatch() == PollBatch.MULTIPART) {
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
