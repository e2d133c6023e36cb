package org.pushrelay.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.StreamListener;

/** What a client does not take at once is counted, once for all who hold it, until it is sent. */
class QueuedStreamTest {
  private static final MessageBody SMALL = MessageBody.wrap(new byte[100]);
  private static final MessageBody LARGE = MessageBody.wrap(new byte[1000]);

  private final BufferBudget budget = BufferBudget.of(2000);
  private final List<String> told = new ArrayList<>();

  /** A network that takes what it is given at once, or when the test says so. */
  private final class Line extends QueuedStream {
    private final boolean slow;

    Line(boolean slow) {
      super(
          new StreamListener() {
            @Override
            public void onWritable() {
              told.add("writable");
            }

            @Override
            public void onClosed() {
              told.add("closed");
            }
          },
          Runnable::run,
          64,
          budget);
      this.slow = slow;
    }

    @Override
    protected void send(List<MessageBody> pieces) {
      if (!slow) {
        sent();
      }
    }

    void takes() {
      sent();
    }

    @Override
    protected void finish() {
      told.add("finished");
    }

    @Override
    protected void breakOff(Throwable cause) {
      told.add("broken off");
    }
  }

  private Line line(boolean slow) {
    Line line = new Line(slow);
    line.begin(MessageBody.empty());
    if (slow) {
      line.takes();
    }
    return line;
  }

  private static void send(Line line, MessageBody piece) {
    line.write(piece);
    line.flush();
  }

  @Test
  void pieceThatIsTakenAtOnceIsNotCounted() {
    budget.charge(2000);

    send(line(false), LARGE);

    assertThat(budget.used()).isEqualTo(2000);
    assertThat(told).isEmpty();
  }

  @Test
  void piecesAreCountedFromWhenTheyWaitUntilTheyAreTaken() {
    Line slow = line(true);
    send(slow, LARGE);
    assertThat(budget.used()).isEqualTo(1000);
    slow.write(SMALL);
    assertThat(budget.used()).isEqualTo(1100);

    slow.takes();
    assertThat(budget.used()).isEqualTo(100);
    slow.takes();
    assertThat(budget.used()).isZero();
  }

  @Test
  void pieceThatManyWaitForIsCountedOnce() {
    for (int i = 0; i < 10; i++) {
      send(line(true), LARGE);
    }

    assertThat(budget.used()).isEqualTo(1000);
    assertThat(told).isEmpty();
  }

  @Test
  void streamWhoseClientTakesNothingIsBrokenOffWhenThereIsNoRoomForIt() {
    budget.charge(1500);
    Line slow = line(true);

    send(slow, LARGE);

    assertThat(told).containsExactly("broken off", "closed");
    assertThat(budget.used()).isEqualTo(1500);
  }

  @Test
  void fewBytesWaitForTheirClientAlthoughThereIsNoRoomForThem() {
    budget.charge(2000);
    Line slow = line(true);

    send(slow, SMALL);
    slow.write(SMALL);
    slow.takes();
    slow.takes();

    assertThat(told).isEmpty();
    assertThat(budget.used()).isEqualTo(2000);
  }

  @Test
  void pieceBehindOthersIsRefusedWhenThereIsNoRoomForIt() {
    Line slow = line(true);
    send(slow, LARGE);
    budget.charge(950);

    slow.write(SMALL);

    assertThat(told).containsExactly("broken off", "closed");
    assertThat(budget.used()).isEqualTo(950);
  }

  @Test
  void abortedStreamLeavesNothingBehind() {
    Line slow = line(true);
    send(slow, LARGE);
    slow.write(SMALL);

    slow.abort();

    assertThat(budget.used()).isZero();
  }

  @Test
  void streamThatEndsIsCountedUntilItsLastPieceIsTaken() {
    Line slow = line(true);
    send(slow, LARGE);
    slow.write(SMALL);
    slow.end();

    slow.takes();
    assertThat(budget.used()).isEqualTo(100);
    slow.takes();

    assertThat(budget.used()).isZero();
    assertThat(told).containsExactly("finished");
  }
}
