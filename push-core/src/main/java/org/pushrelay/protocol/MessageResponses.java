package org.pushrelay.protocol;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.message.ResumePoint;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * Messages as answers of one endpoint. The answer that was made last is remembered: in a broadcast
 * it is made once, and all subscribers share it.
 */
final class MessageResponses {
  private static final Header VARY =
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
    if (delivery.gapAfter().isEmpty() || !config.profile().has(Trait.GAP_HEADER)) {
      return shared;
    }
    return shared.with(List.of(new Header("Push-Gap", delivery.gapAfter().get().toString())));
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

  private PushResponse render(Delivery delivery) {
    Message message = delivery.message();
    ResumePoint point = delivery.resumePoint();
    ImmutableList.Builder<Header> headers = ImmutableList.builder();
    String contentType = message.contentType().orElse(config.defaultContentType());
    if (!contentType.isEmpty()) {
      headers.add(new Header("Content-Type", contentType));
    }
    headers.add(MessageIdHeaders.lastModified(point));
    headers.add(MessageIdHeaders.etag(point, config.profile()));
    headers.add(VARY);
    headers.add(Responses.NO_SNIFFING);
    return PushResponse.of(200, headers.build(), message.body());
  }
}
