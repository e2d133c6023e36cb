package org.pushrelay.transport.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * An exchange that leaves everything to another one. Who puts something around an exchange extends
 * it, says what is different, and calls {@code super} for the rest.
 *
 * <pre>{@code
 * final class CountedExchange extends ForwardingExchange {
 *   @Override
 *   public void respond(PushResponse response, ResponseListener listener) {
 *     answers.increment();
 *     super.respond(response, listener);
 *   }
 * }
 * }</pre>
 *
 * <p>Some methods belong together:
 *
 * <ul>
 *   <li>A response goes out by one of {@link #respond(PushResponse, ResponseListener) respond},
 *       {@link #stream} and {@link #upgrade}: who wants to see every response overrides the three.
 *       The short {@link #respond(PushResponse) respond} ends in the long one, here too.
 *   <li>An exchange ends with its response, or before it when the client leaves: who wants to see
 *       the end overrides {@link #whenClientGone}, too, and looks at the listeners of streams and
 *       upgrades.
 *   <li>{@link #canUpgrade} and {@link #upgradesLater} say what {@link #upgrade} does.
 *   <li>Who replaces {@link #request} may have to replace {@link #readBody}.
 * </ul>
 *
 * <p>It has no state of its own, so it is as safe as the exchange in it: any thread may answer, and
 * the request is looked at while it is handled. A subclass with state has to guard that.
 */
public abstract class ForwardingExchange implements Exchange {
  private final Exchange exchange;

  /**
   * An exchange around another one.
   *
   * @param exchange does what no method of a subclass does
   */
  protected ForwardingExchange(Exchange exchange) {
    this.exchange = requireNonNull(exchange, "exchange");
  }

  @Override
  public PushRequest request() {
    return exchange.request();
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    exchange.readBody(maxBytes, listener);
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    exchange.respond(response, listener);
  }

  /** Answers by the other {@code respond}, so that a subclass has one to override. */
  @Override
  public final void respond(PushResponse response) {
    respond(response, ResponseListener.IGNORE);
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    return exchange.stream(head, listener);
  }

  @Override
  public boolean canUpgrade() {
    return exchange.canUpgrade();
  }

  @Override
  public boolean upgradesLater() {
    return exchange.upgradesLater();
  }

  @Override
  public Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    return exchange.upgrade(headers, listener);
  }

  @Override
  public void whenClientGone(Runnable action) {
    exchange.whenClientGone(action);
  }

  @Override
  public boolean noticesDeparture() {
    return exchange.noticesDeparture();
  }

  @Override
  public boolean mayBeHeld() {
    return exchange.mayBeHeld();
  }

  @Override
  public Loop loop() {
    return exchange.loop();
  }
}
