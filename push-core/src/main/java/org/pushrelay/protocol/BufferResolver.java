package org.pushrelay.protocol;

import org.pushrelay.message.BufferPolicy;
import org.pushrelay.transport.PushRequest;

/**
 * Finds how the messages of one request are kept, where requests differ in that (Nchan: {@code
 * nchan_message_buffer_length} and {@code nchan_message_timeout} with variables). Called once for
 * each request that publishes, and for each WebSocket that may. Safe from any thread.
 */
@FunctionalInterface
public interface BufferResolver {

  /**
   * Returns how the messages of this request are kept.
   *
   * @throws IllegalArgumentException if the request does not say it in a way that makes sense; the
   *     message is what the publisher is answered
   */
  BufferPolicy resolve(PushRequest request);
}
