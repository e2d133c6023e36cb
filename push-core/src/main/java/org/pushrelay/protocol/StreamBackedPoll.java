package org.pushrelay.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * One request for messages of several channels, or for several messages: a stream that ends with
 * the first message, or with all that are there. If it does not wait, it ends also where there is
 * none.
 */
final class StreamBackedPoll implements StreamSubscriber {
  /** No response has more. */
  static final int MAX_MESSAGES = 256;

  /** No response goes on behind so many bytes of bodies. */
  static final long MAX_BYTES = 1L << 20;

  private final Exchange exchange;
  private final PollResponses pollResponses;
  private final IntervalPoll.Position position;
  private final List<Header> cors;
  private final boolean waits;
  private final boolean several;
  private final List<Delivery> collected = new ArrayList<>(1);
  private long bytes;
  private @Nullable StreamSubscription subscription;

  /**
   * A poll.
   *
   * @param position the position that the request named; unused if it waits
   * @param waits whether it waits for a message
   * @param several whether it takes more than one
   */
  StreamBackedPoll(
      Exchange exchange,
      PollResponses pollResponses,
      IntervalPoll.Position position,
      List<Header> cors,
      boolean waits,
      boolean several) {
    this.position = position;
    this.exchange = exchange;
    this.pollResponses = pollResponses;
    this.cors = cors;
    this.waits = waits;
    this.several = several;
  }

  @Override
  public void onBegin(StreamSubscription begun) {
    subscription = begun;
    if (waits) {
      exchange.whenClientGone(begun::cancel);
    }
  }

  @Override
  public boolean onMessage(Delivery delivery) {
    collected.add(delivery);
    bytes += delivery.message().body().size();
    if (several && collected.size() < MAX_MESSAGES && bytes < MAX_BYTES) {
      return true;
    }
    respond();
    return false;
  }

  @Override
  public void onPause() {
    if (!collected.isEmpty()) {
      respond();
    } else if (!waits) {
      end();
    }
  }

  private void respond() {
    leave();
    exchange.respond(
        collected.size() == 1
            ? pollResponses.message(collected.get(0), cors)
            : pollResponses.messages(collected, cors));
  }

  @Override
  public void onHeartbeat() {}

  @Override
  public void onEnd(EndReason reason) {
    boolean nothingYet = reason == EndReason.TIMEOUT && !waits;
    PushResponse response =
        nothingYet ? pollResponses.nothingYet(position) : pollResponses.end(reason);
    exchange.respond(response.with(cors));
  }

  private void end() {
    if (subscription != null) {
      subscription.end(EndReason.TIMEOUT);
    }
  }

  private void leave() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public String kind() {
    return waits ? SubscriberKind.LONG_POLL.label() : IntervalPoll.KIND;
  }

  @Override
  public String address() {
    return exchange.request().remoteAddress();
  }

  @Override
  public Loop loop() {
    return exchange.loop();
  }
}
