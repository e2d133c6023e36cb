package org.pushrelay.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.StreamListener;

/** How a stream keeps what the network has yet to take, and when it asks for more. */
class QueuedStreamWritableTest {
  private static final int MORE_THAN_WRITABLE = 70_000;

  private final List<String> told = new ArrayList<>();
  private final Stream stream = new Stream();

  /** A network that takes what it is given when the test says so. */
  private final class Stream extends QueuedStream {
    private final List<Integer> sizes = new ArrayList<>();
    private int finished;
    private int broken;

    Stream() {
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
          2,
          BufferBudget.unlimited());
    }

    @Override
    protected void send(List<MessageBody> pieces) {
      sizes.add(pieces.stream().mapToInt(MessageBody::size).sum());
    }

    @Override
    protected void finish() {
      finished++;
    }

    @Override
    protected void breakOff(Throwable cause) {
      broken++;
    }

    void takes() {
      sent();
    }

    void breaks() {
      failed(new IOException("broken"));
    }
  }

  private static MessageBody bytes(int size) {
    return MessageBody.wrap(new byte[size]);
  }

  private void begin() {
    stream.begin(MessageBody.empty());
    stream.takes();
  }

  /** Whatever was sent before, what counts is what is on its way. */
  @ParameterizedTest
  @ValueSource(ints = {1000, 40_000, MORE_THAN_WRITABLE})
  void streamIsWritableWhenTheNetworkHasTakenWhatItWasGiven(int size) {
    begin();
    for (int i = 0; i < 100; i++) {
      stream.write(bytes(size));
      stream.flush();
      stream.takes();
    }

    assertThat(stream.isWritable()).isTrue();
    assertThat(stream.sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100 * size);
  }

  @Test
  void streamIsNotWritableWhileMoreThanALimitIsUnderWay() {
    begin();

    stream.write(bytes(MORE_THAN_WRITABLE));

    assertThat(stream.isWritable()).isFalse();
  }

  @Test
  void writerThatFoundTheStreamFullIsToldOnceWhenItIsWritableAgain() {
    begin();
    stream.write(bytes(MORE_THAN_WRITABLE));
    assertThat(stream.isWritable()).isFalse();
    assertThat(told).isEmpty();

    stream.takes();

    assertThat(told).containsExactly("writable");
    stream.write(bytes(1));
    stream.flush();
    stream.takes();
    assertThat(told).containsExactly("writable");
  }

  @Test
  void writerThatFoundTheStreamFullIsToldWhenAllThatWaitedIsTakenToo() {
    begin();
    stream.write(bytes(MORE_THAN_WRITABLE));
    stream.write(bytes(MORE_THAN_WRITABLE));
    assertThat(stream.isWritable()).isFalse();

    stream.takes();
    assertThat(told).isEmpty();
    stream.takes();

    assertThat(told).containsExactly("writable");
  }

  @Test
  void writerThatDidNotAskIsNotTold() {
    begin();
    stream.write(bytes(MORE_THAN_WRITABLE));

    stream.takes();

    assertThat(told).isEmpty();
  }

  @Test
  void piecesGoOutTogetherUpToANumber() {
    begin();
    stream.write(bytes(1));
    stream.write(bytes(2));
    stream.write(bytes(3));
    stream.flush();

    stream.takes();

    assertThat(stream.sizes).containsExactly(0, 3, 3);
  }

  @Test
  void endComesBehindAllThatWasWritten() {
    begin();
    stream.write(bytes(1));
    stream.end();
    assertThat(stream.finished).isZero();

    stream.takes();

    assertThat(stream.finished).isEqualTo(1);
    assertThat(stream.sizes).containsExactly(0, 1);
  }

  @Test
  void failureIsToldOnceAndEndsIt() {
    begin();
    stream.write(bytes(1));

    stream.breaks();
    stream.breaks();

    assertThat(told).containsExactly("closed");
    assertThat(stream.broken).isEqualTo(1);
    assertThat(stream.isWritable()).isFalse();
  }
}
