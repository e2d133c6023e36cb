package org.pushrelay.transport;

import java.util.List;
import org.pushrelay.subscriber.Loop;

/**
 * One HTTP request and its response, without any HTTP server in it: what an adapter implements. No
 * method blocks.
 *
 * <p>An exchange is answered once: whole by {@link #respond}, piece by piece by {@link #stream}, or
 * by {@link #upgrade}. The endpoint may answer at once, within {@link ExchangeHandler#handle}, or
 * at any later time and from any thread; until then the request is held, and not a byte is sent.
 *
 * <pre>{@code
 * ExchangeHandler echo = exchange -> exchange.readBody(1024, new BodyListener() {
 *   public void onBody(MessageBody body) { exchange.respond(PushResponse.of(200, List.of(), body)); }
 *   public void onTooLarge() { exchange.respond(PushResponse.of(413).closing()); }
 *   public void onNoRoom() { exchange.respond(PushResponse.of(503).closing()); }
 *   public void onFailure(Throwable cause) {}
 * });
 * }</pre>
 */
public interface Exchange {

  /**
   * What the client asked for. Valid while {@link ExchangeHandler#handle} runs and while a {@link
   * BodyListener} is told, as long as the exchange is not answered.
   */
  PushRequest request();

  /**
   * Reads the request's body without blocking, and notifies the listener once, on the thread that
   * has the last byte. Called at most once, from within {@link ExchangeHandler#handle}. If the
   * handler does not read the body, the transport skips it, or the connection ends with the
   * response.
   *
   * @param maxBytes how many bytes the body may have; a larger one is given up as soon as that is
   *     known
   */
  void readBody(long maxBytes, BodyListener listener);

  /**
   * Answers. Safe from any thread. The caller calls it once; if the client has left, nothing
   * happens but that the listener is told.
   *
   * @param listener is told when the response has been handed to the network, or cannot be
   */
  void respond(PushResponse response, ResponseListener listener);

  /** Answers, and does not ask what became of it. */
  default void respond(PushResponse response) {
    respond(response, ResponseListener.IGNORE);
  }

  /**
   * Begins a response whose end is not known yet: called once, instead of {@link #respond}. The
   * head is sent at once, and the body of {@code head}, if it has one, as the first piece. On
   * HTTP/1.1 the body is chunked, or, if {@code head} closes, ends with the connection and has no
   * framing; to a client of HTTP/1.0 it is always the latter. If the client has left, the listener
   * is told. Safe from any thread.
   *
   * @param head a status that allows a body, and the header fields, without those of the framing
   * @param listener is told how the stream fares; not before this method has returned
   */
  ResponseStream stream(PushResponse head, StreamListener listener);

  /**
   * Whether the request can leave HTTP for another protocol: it came over HTTP/1.1, has no body,
   * and the transport is able to. To be asked while {@link #request} is valid. See also {@link
   * #upgradesLater}.
   */
  default boolean canUpgrade() {
    return false;
  }

  /**
   * Whether a request that {@link #canUpgrade} still can after {@link ExchangeHandler#handle} has
   * returned. Some servlet containers decide on that within the call.
   */
  default boolean upgradesLater() {
    return true;
  }

  /**
   * Answers 101 and leaves HTTP: called once, instead of {@link #respond}, and only if {@link
   * #canUpgrade}. Safe from any thread.
   *
   * @param headers the header fields of the response, with {@code Upgrade} and without {@code
   *     Connection}, which is the transport's
   * @param listener is told what comes, and how the connection fares; not before this method has
   *     returned
   * @throws IllegalStateException if the request cannot leave HTTP
   */
  default Upgrade upgrade(List<Header> headers, UpgradeListener listener) {
    throw new IllegalStateException("the request cannot leave HTTP: ask canUpgrade() first");
  }

  /**
   * Watches the client while the request is held: the action runs, at most once and on any thread,
   * when the transport notices that the client left before the response. Called at most once, and
   * before the response.
   */
  void whenClientGone(Runnable action);

  /**
   * Returns whether {@link #whenClientGone} notices at once (within a second) that a client closed
   * or reset its connection. If not, a hold must have a time limit, so that the relay does not hold
   * a request for a client that is gone.
   */
  boolean noticesDeparture();

  /**
   * Returns whether the request may be held, or answered by a stream or an upgrade. If not, the
   * memory for connections is nearly used up, and only requests that are answered at once are
   * served on this connection ({@link ConnectionBudget}).
   */
  default boolean mayBeHeld() {
    return true;
  }

  /**
   * Where a held exchange wants to be answered: the event loop of its connection, if it has one. By
   * default in the thread that brings the response.
   */
  default Loop loop() {
    return Loop.CALLER;
  }
}
