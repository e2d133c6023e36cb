package org.pushrelay.jetty;

import java.io.Closeable;
import java.nio.channels.Selector;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.io.ManagedSelector;
import org.pushrelay.subscriber.Loop;

/**
 * Runs tasks, none of which may block, on the thread of a selector. Subscribers that wait on the
 * selector's connections are notified there: the state of their connections stays with one thread,
 * and asking for the next request wakes no thread.
 */
final class PushSelector implements Loop {
  private final ManagedSelector selector;
  private final ResponseFields fields = new ResponseFields();

  PushSelector(ManagedSelector selector) {
    this.selector = selector;
  }

  /** What its connections were sent last: most have the same to send in a broadcast. */
  ResponseFields fields() {
    return fields;
  }

  /** A few at once, since a change of threads costs more than they do. */
  @Override
  public void execute(int subscribers, Runnable telling) {
    if (subscribers <= JettyLoop.A_FEW) {
      telling.run();
    } else {
      execute(telling);
    }
  }

  private void execute(Runnable task) {
    if (!selector.isRunning()) {
      throw new RejectedExecutionException("the selector has been stopped");
    }
    selector.submit(new Update(task));
  }

  /** A selector that is stopped meanwhile closes what it has not come to: that has to run, too. */
  private record Update(Runnable task) implements ManagedSelector.SelectorUpdate, Closeable {
    @Override
    public void update(Selector selector) {
      task.run();
    }

    @Override
    public void close() {
      task.run();
    }
  }
}
