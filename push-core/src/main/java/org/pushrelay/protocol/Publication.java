package org.pushrelay.protocol;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message that a publisher sends over HTTP, until it is answered.
 *
 * <pre>
 *   head --- readable ----> body --- whole ----> looked at --- published ---> answered 201, 202
 *      \--- unreadable --\     \--- not whole --\         \--- dropped -----> answered 202, 204
 *                         \----------------------\         \--- refused ----> answered
 * </pre>
 */
final class Publication implements BodyListener {
  private static final Logger log = LoggerFactory.getLogger(Publication.class);

  private final Exchange exchange;
  private final PublisherConfig config;
  private final PublishResponder response;
  private final IdempotencyWindow window;
  private final ChannelFanOut channelFanOut;
  private final MetaEventPublisher metaEventPublisher;
  private final @Nullable PublishAuthorization publishAuthorization;
  private final @Nullable AccessRequest accessRequest;

  private String contentType = "";
  private String event = "";
  private BufferPolicy buffer;
  private Optional<String> key = Optional.empty();

  /**
   * Of one request.
   *
   * @param publishAuthorization has the message filtered; null if no filter is configured
   * @param accessRequest the request as hooks see it; null without hooks
   */
  Publication(
      Exchange exchange,
      PublisherConfig config,
      PublishResponder response,
      IdempotencyWindow window,
      ChannelFanOut channelFanOut,
      MetaEventPublisher metaEventPublisher,
      @Nullable PublishAuthorization publishAuthorization,
      @Nullable AccessRequest accessRequest) {
    this.exchange = exchange;
    this.config = config;
    this.buffer = config.buffer();
    this.response = response;
    this.window = window;
    this.channelFanOut = channelFanOut;
    this.metaEventPublisher = metaEventPublisher;
    this.publishAuthorization = publishAuthorization;
    this.accessRequest = accessRequest;
  }

  /** Reads the head now, since it may be gone later, and then the body. */
  void begin() {
    PushResponse unreadable = readHead(exchange.request());
    if (unreadable == null) {
      exchange.readBody(config.maxBodyBytes(), this);
    } else {
      response.respond(unreadable);
    }
  }

  private @Nullable PushResponse readHead(PushRequest request) {
    Responses responses = response.responses();
    contentType = request.header("Content-Type").orElse("");
    String named = request.header("X-EventSource-Event").orElse("");
    if (!MessageDraft.isContentType(contentType) || !MessageDraft.isContentType(named)) {
      return responses.badRequest(
          "The Content-Type or the X-EventSource-Event has a control character.");
    }
    event = config.event().orElseGet(() -> EventNames.ofHeader(named));
    if (config.event().isEmpty() && event.equals(EventNames.GAP)) {
      return responses.badRequest("Events of this name are the relay's own.");
    }
    try {
      buffer = config.bufferFor(request);
    } catch (IllegalArgumentException e) {
      log.debug("A message for channel {} is refused: {}", channelFanOut.first(), e.getMessage());
      return responses.unusableBuffer(e);
    }
    key = request.header("Idempotency-Key").filter(text -> !text.isEmpty());
    boolean isTooLong = key.isPresent() && key.get().length() > IdempotencyWindow.MAX_KEY_LENGTH;
    return isTooLong ? responses.keyTooLong(IdempotencyWindow.MAX_KEY_LENGTH) : null;
  }

  @Override
  public void onBody(MessageBody body) {
    MessageDraft draft =
        MessageDraft.of(body).withContentType(contentType).withEvent(event).withPolicy(buffer);
    if (publishAuthorization == null || accessRequest == null) {
      publish(draft, draft);
    } else {
      publishAuthorization.filter(
          exchange, accessRequest, draft, passed -> publish(draft, passed), this::drop);
    }
  }

  @Override
  public void onTooLarge() {
    response.respond(response.responses().tooLarge(config.maxBodyBytes()));
  }

  @Override
  public void onNoRoom() {
    response.respond(response.responses().noRoomForBody());
  }

  @Override
  public void onFailure(Throwable cause) {
    log.debug(
        "The body of a message for channel {} did not arrive whole", channelFanOut.first(), cause);
    response.respond(response.responses().badRequest("The body did not arrive whole.").closing());
  }

  /**
   * @param sent what the publisher sent, by which a second try is known
   * @param draft what is published
   */
  private void publish(MessageDraft sent, MessageDraft draft) {
    Optional<CompletableFuture<List<PublishResult>>> results =
        key.isEmpty()
            ? Optional.of(publish(draft))
            : window.once(key.get(), channelFanOut.ids(), sent, () -> publish(draft));
    if (results.isPresent()) {
      response.respond(results.get(), response::published);
    } else {
      response.respond(response.responses().keyUsed());
    }
  }

  private CompletableFuture<List<PublishResult>> publish(MessageDraft draft) {
    return channelFanOut.publish(config.prepared(draft), metaEventPublisher);
  }

  private void drop() {
    if (config.profile().has(Trait.DROPS_WITH_204)) {
      response.respond(PushResponse.of(204));
      return;
    }
    response.respond(channelFanOut.each(Channel::info), response::dropped);
  }
}
