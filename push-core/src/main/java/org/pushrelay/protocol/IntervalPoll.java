package org.pushrelay.protocol;

import java.util.List;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.Subscriber;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * One request that is answered at once, with a message or without.
 *
 * @param position the position that the request named
 * @param cors the headers for pages of other origins
 */
record IntervalPoll(
    Exchange exchange, PollResponses pollResponses, Position position, List<Header> cors)
    implements Subscriber {
  /** What Nchan calls it. */
  static final String KIND = "intervalpoll";

  /**
   * The position of a client, as its request named it. It goes back with a 304.
   *
   * @param cursor the position as it was read
   * @param tag the entity tag as it was sent; empty without one
   */
  record Position(Cursor cursor, String tag) {
    /** The position of a request that waits, and so never gets a 304 for having found nothing. */
    static final Position UNUSED = new Position(Cursor.oldest(), "");

    /** Returns the position of a request whose cursor was read. */
    static Position of(PushRequest request, Cursor cursor) {
      return new Position(cursor, request.header(MessageIdHeaders.IF_NONE_MATCH).orElse(""));
    }
  }

  @Override
  public void onMessage(Delivery delivery) {
    exchange.respond(pollResponses.message(delivery, cors));
  }

  @Override
  public void onEnd(EndReason reason) {
    PushResponse end =
        reason == EndReason.TIMEOUT
            ? pollResponses.nothingYet(position)
            : pollResponses.end(reason);
    exchange.respond(end.with(cors));
  }

  @Override
  public String address() {
    return exchange.request().remoteAddress();
  }

  @Override
  public String kind() {
    return KIND;
  }
}
