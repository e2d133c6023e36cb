package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

class BufferingUpgradeTest {
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final BufferingUpgrade held = new BufferingUpgrade(tasks::add, () -> told.add("gone"));
  private final Transport transport = new Transport();
  private final Owner owner = new Owner();

  /** What is done at some call, once; nothing unless a test says so. */
  private static final class Once implements Runnable {
    private Runnable action = () -> {};

    void does(Runnable value) {
      action = value;
    }

    @Override
    public void run() {
      Runnable once = action;
      action = () -> {};
      once.run();
    }
  }

  /** A connection that remembers whether it is read, and whose client can leave at any call. */
  private final class Transport implements Upgrade {
    private final Once whenRead = new Once();
    private boolean reading = true;
    private boolean aborted;

    @Override
    public void setReading(boolean value) {
      assertThat(Thread.holdsLock(held)).as("called under the lock").isFalse();
      reading = value;
      if (value) {
        whenRead.run();
      }
    }

    @Override
    public void write(MessageBody piece) {}

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
      return true;
    }

    @Override
    public void end() {}

    @Override
    public void abort() {
      aborted = true;
    }
  }

  private final class Owner implements UpgradeListener {
    private Consumer<String> whenBytes = text -> {};

    @Override
    public void onBytes(ByteBuffer bytes) {
      String text = US_ASCII.decode(bytes).toString();
      told.add(text);
      whenBytes.accept(text);
    }

    @Override
    public void onWritable() {
      told.add("writable");
    }

    @Override
    public void onClosed() {
      told.add("closed");
    }
  }

  private void clientSends(String text) {
    held.onBytes(ByteBuffer.wrap(text.getBytes(US_ASCII)));
  }

  private Upgrade release() {
    held.pause(transport);
    return held.release(owner);
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void departureAtTheLastStepOfTheHandOverIsReportedOnce() {
    clientSends("early");
    release();
    transport.whenRead.does(held::onClosed);

    runTasks();

    assertThat(told).containsExactly("early", "closed");
  }

  @Test
  void departureWhileBytesAreHandedOverIsReportedOnceBehindThem() {
    clientSends("one");
    clientSends("two");
    release();
    owner.whenBytes =
        text -> {
          if (text.equals("one")) {
            held.onClosed();
          }
        };

    runTasks();

    assertThat(told).containsExactly("one", "two", "closed");
  }

  @Test
  void departureBeforeTheReleaseIsReportedOnceBehindWhatCameBefore() {
    held.pause(transport);
    clientSends("early");
    held.onClosed();
    held.release(owner);

    runTasks();

    assertThat(told).containsExactly("gone", "early", "closed");
  }

  @Test
  void departureAfterTheHandOverIsReportedAtOnce() {
    clientSends("early");
    release();
    runTasks();

    held.onClosed();

    assertThat(told).containsExactly("early", "closed");
  }

  @Test
  void ownerIsNotCalledWithinTheRelease() {
    clientSends("early");

    release();

    assertThat(told).isEmpty();
    assertThat(transport.reading).isFalse();
  }

  @Test
  void whatComesDuringTheHandOverWaitsBehindWhatCameBefore() {
    clientSends("one");
    release();
    clientSends("two");
    held.onWritable();
    owner.whenBytes =
        text -> {
          if (text.equals("one")) {
            clientSends("three");
          }
        };

    runTasks();
    clientSends("four");
    held.onWritable();

    assertThat(told).containsExactly("one", "two", "writable", "three", "four", "writable");
  }

  @Test
  void connectionIsReadWhenNothingWaitsAnyMore() {
    clientSends("early");
    release();

    runTasks();

    assertThat(transport.reading).isTrue();
  }

  @Test
  void ownerThatStopsReadingDuringTheHandOverIsObeyed() {
    clientSends("early");
    Upgrade released = release();
    owner.whenBytes = text -> released.setReading(false);

    runTasks();
    boolean readAfterTheHandOver = transport.reading;
    released.setReading(true);

    assertThat(readAfterTheHandOver).isFalse();
    assertThat(transport.reading).isTrue();
  }

  @Test
  void ownerThatStopsReadingAtTheLastStepOfTheHandOverIsObeyed() {
    clientSends("early");
    Upgrade released = release();
    transport.whenRead.does(() -> released.setReading(false));

    runTasks();

    assertThat(transport.reading).isFalse();
  }

  @Test
  void connectionOfAnOwnerThatFailsIsAbortedAndReportedAsClosedOnce() {
    clientSends("one");
    clientSends("two");
    release();
    owner.whenBytes =
        text -> {
          throw new IllegalStateException("a bug");
        };

    runTasks();
    held.onClosed();

    assertThat(transport.aborted).isTrue();
    assertThat(told).containsExactly("one", "closed");
  }

  @Test
  void clientThatSendsMoreThanIsKeptIsLetGo() {
    held.pause(transport);

    clientSends("x".repeat(BufferingUpgrade.MOST_WAITING));
    boolean abortedBefore = transport.aborted;
    clientSends("x");

    assertThat(abortedBefore).isFalse();
    assertThat(transport.aborted).isTrue();
    assertThat(told).containsExactly("gone");
  }
}
