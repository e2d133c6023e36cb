package org.pushrelay.netty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.pushrelay.message.MessageBody;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/** A stream that a test writes to, and what its listener was told. */
final class OpenedStream implements StreamListener {
  private final AtomicInteger writable = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final ResponseStream stream;
  private final Loop loop;

  OpenedStream(Exchange exchange, PushResponse head) {
    loop = exchange.loop();
    stream = exchange.stream(head, this);
  }

  @Override
  public void onWritable() {
    writable.incrementAndGet();
  }

  @Override
  public void onClosed() {
    closed.incrementAndGet();
  }

  ResponseStream stream() {
    return stream;
  }

  OpenedStream write(String piece) {
    stream.write(MessageBody.utf8(piece));
    return this;
  }

  OpenedStream flush() {
    stream.flush();
    return this;
  }

  /** Writes a piece again and again, until the client takes no more; says how often. */
  int writeWhileWritable(MessageBody piece) {
    AtomicInteger written = new AtomicInteger();
    onLoop(
        () -> {
          while (stream.isWritable()) {
            stream.write(piece);
            written.incrementAndGet();
          }
          stream.flush();
        });
    return written.get();
  }

  int timesWritable() {
    return writable.get();
  }

  int timesClosed() {
    return closed.get();
  }

  void awaitClosed() {
    Eventually.until("the stream is closed", () -> timesClosed() > 0);
  }

  /** Runs something on its event loop, and waits for it. */
  void onLoop(Runnable action) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        1,
        () -> {
          try {
            action.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    done.join();
  }

  /** All that was asked of the loop before has been done. */
  void settle() {
    onLoop(() -> {});
  }
}
