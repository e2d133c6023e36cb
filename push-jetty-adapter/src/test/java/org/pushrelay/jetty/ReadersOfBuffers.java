package org.pushrelay.jetty;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A thread pool that holds a thread which has found a malformed request, and a buffer pool that
 * tells which other threads use that thread's buffers meanwhile.
 */
final class ReadersOfBuffers {
  private static final long HOLD_MILLIS = 300;

  private final AtomicInteger holds = new AtomicInteger();
  private final List<String> intruders = new CopyOnWriteArrayList<>();
  private volatile @Nullable Thread held;
  private volatile CountDownLatch intruded = new CountDownLatch(1);

  /** How many threads were held. */
  int holds() {
    return holds.get();
  }

  /** What other threads did with the buffers of a thread that was held. */
  List<String> intruders() {
    return intruders;
  }

  Threads threads() {
    return new Threads();
  }

  Buffers buffers() {
    return new Buffers();
  }

  private void hold() {
    intruded = new CountDownLatch(1);
    held = Thread.currentThread();
    try {
      boolean early = intruded.await(HOLD_MILLIS, TimeUnit.MILLISECONDS);
      holds.incrementAndGet();
      if (early) {
        // lets the other thread go on
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      held = null;
    }
  }

  private void use(Thread owner, String what) {
    if (owner == held && owner != Thread.currentThread()) {
      intruders.add(what + " in " + Thread.currentThread().getName());
      intruded.countDown();
    }
  }

  /** Holds the thread that gives Jetty's answer to a malformed request to another thread. */
  final class Threads extends PushThreadPool {
    @Override
    public boolean tryExecute(Runnable task) {
      boolean answersMalformed =
          StackWalker.getInstance()
              .walk(frames -> frames.anyMatch(f -> f.getMethodName().equals("badMessage")));
      if (!answersMalformed) {
        return super.tryExecute(task);
      }
      execute(task);
      hold();
      return true;
    }
  }

  /** Knows which thread has acquired each buffer. */
  final class Buffers extends ByteBufferPool.Wrapper {
    Buffers() {
      super(new ArrayByteBufferPool());
    }

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
      return new Owned(super.acquire(size, direct), Thread.currentThread());
    }
  }

  private final class Owned extends RetainableByteBuffer.Mutable.Wrapper {
    private final Thread owner;

    Owned(RetainableByteBuffer.Mutable buffer, Thread owner) {
      super(buffer);
      this.owner = owner;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      use(owner, "used");
      return super.getByteBuffer();
    }

    @Override
    public boolean release() {
      use(owner, "released");
      return super.release();
    }
  }
}
