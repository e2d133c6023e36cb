package org.pushrelay.server.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ForwardingExchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/** A subscriber's exchange, which is in a list from when it is let in until it is over. */
final class ListedExchange extends ForwardingExchange {
  private final SubscriberList list;
  private final StreamCount whole = new StreamCount(0, bytes -> leave());

  @GuardedBy("this")
  private Runnable removal = () -> {};

  @GuardedBy("this")
  private boolean over;

  ListedExchange(Exchange exchange, SubscriberList list) {
    super(exchange);
    this.list = list;
  }

  /** It is let in. */
  synchronized void enter(List<ChannelId> channels, String info) {
    if (!over) {
      removal.run();
      removal = list.add(channels, info);
    }
  }

  private synchronized void leave() {
    over = true;
    removal.run();
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    leave();
    super.respond(response, listener);
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    return new CountedStream(super.stream(head, whole.told(listener)), whole);
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    return new CountedUpgrade(super.upgrade(headers, whole.told(listener)), whole);
  }

  @Override
  public void whenClientGone(Runnable action) {
    super.whenClientGone(
        () -> {
          leave();
          action.run();
        });
  }
}
