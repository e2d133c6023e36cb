package org.pushrelay.transport;

/**
 * Is told how a stream fares. Called by one thread at a time, on any thread, and not from within a
 * call of the {@link ResponseStream}. Must not block.
 */
public interface StreamListener {

  /** The stream is writable again, after a writer found that it was not. */
  void onWritable();

  /**
   * The client has left, or the connection broke, or the stream could not begin. Called at most
   * once, and not after the stream was ended or aborted.
   */
  void onClosed();
}
