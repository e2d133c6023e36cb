package org.pushrelay.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.Channel;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.Message;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.subscriber.Subscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.ResponseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request for one message: held until there is one, or until there will be none.
 *
 * <pre>
 *   asked --- message ------> answered 200
 *         \-- end ----------> answered 304, 403, 409, 410, 503, 507
 *          \- client gone --> dropped
 * </pre>
 *
 * The channel decides, under its lock, which of them comes first, and calls once. By then the
 * request may be gone: what the response needs of it is taken beforehand.
 */
final class LongPoll implements Subscriber, ResponseListener {
  private static final Logger log = LoggerFactory.getLogger(LongPoll.class);

  private final Exchange exchange;
  private final Channel channel;
  private final PollResponses pollResponses;
  private final List<Header> cors;

  /** What is being sent; kept only if its publisher wants to know that it was received. */
  private @Nullable Message sending;

  LongPoll(Exchange exchange, Channel channel, PollResponses pollResponses, List<Header> cors) {
    this.exchange = exchange;
    this.channel = channel;
    this.pollResponses = pollResponses;
    this.cors = cors;
  }

  Subscription begin(Cursor cursor, SubscribePolicy policy, MetaEventPublisher metaEventPublisher) {
    Subscription subscription = metaEventPublisher.subscribe(channel, cursor, policy, this);
    if (subscription != Subscription.ENDED) {
      exchange.whenClientGone(subscription::cancel);
    }
    return subscription;
  }

  @Override
  public void onMessage(Delivery delivery) {
    Message message = delivery.message();
    boolean deletes = message.policy().deleteOldestReceived();
    sending = deletes ? message : null;
    exchange.respond(
        pollResponses.message(delivery, cors), deletes ? this : ResponseListener.IGNORE);
  }

  @Override
  public void onEnd(EndReason reason) {
    exchange.respond(pollResponses.end(reason).with(cors));
  }

  @Override
  public String address() {
    return exchange.request().remoteAddress();
  }

  @Override
  public Loop loop() {
    return exchange.loop();
  }

  @Override
  public void onSent() {
    if (sending != null) {
      channel.received(sending);
    }
  }

  @Override
  public void onFailure(Throwable cause) {
    log.debug("A message of channel {} could not be sent; it stays", channel.id(), cause);
  }
}
