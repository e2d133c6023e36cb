package org.pushrelay.transport;

import org.pushrelay.message.MessageBody;

/** Is told once how the reading of a request's body ended. */
public interface BodyListener {
  /** The whole body is here. */
  void onBody(MessageBody body);

  /**
   * The body is larger than was allowed; the rest of it is not read, so the connection has to end
   * with the response.
   */
  void onTooLarge();

  /**
   * The relay has no memory left for the body at the moment ({@link BufferBudget}); the rest of it
   * is not read, so the connection has to end with the response, which should be a 503.
   */
  void onNoRoom();

  /** The body did not arrive whole: the client left, was too slow, or broke the protocol. */
  void onFailure(Throwable cause);
}
