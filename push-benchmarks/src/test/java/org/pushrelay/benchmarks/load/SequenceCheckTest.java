package org.pushrelay.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.benchmarks.load.SequenceCheck.Verdict.DUPLICATE;
import static org.pushrelay.benchmarks.load.SequenceCheck.Verdict.LATE;
import static org.pushrelay.benchmarks.load.SequenceCheck.Verdict.NEXT;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushrelay.benchmarks.load.SequenceCheck.Verdict;

class SequenceCheckTest {
  private final SequenceCheck check = new SequenceCheck();

  @Test
  void eachOnceAndInOrderIsRight() {
    assertThat(received(0, 1, 2)).containsExactly(NEXT, NEXT, NEXT);
    assertThat(check.missing(3)).isZero();
  }

  @Test
  void aMessageThatWasLeftOutIsMissing() {
    assertThat(received(0, 2)).containsExactly(NEXT, NEXT);
    assertThat(check.missing(3)).isEqualTo(1);
  }

  @Test
  void messagesThatNeverCameAtTheEndAreMissing() {
    received(0, 1);

    assertThat(check.missing(5)).isEqualTo(3);
  }

  @Test
  void nothingAtAllIsAllMissing() {
    assertThat(check.missing(4)).isEqualTo(4);
  }

  @Test
  void aMessageThatComesAgainIsADuplicate() {
    assertThat(received(0, 1, 1, 0)).containsExactly(NEXT, NEXT, DUPLICATE, DUPLICATE);
    assertThat(check.missing(2)).isZero();
  }

  @Test
  void swappedMessagesAreOutOfOrderAndNotMissing() {
    assertThat(received(0, 2, 1, 3)).containsExactly(NEXT, NEXT, LATE, NEXT);
    assertThat(check.missing(4)).isZero();
  }

  @Test
  void aLateMessageThatComesAgainIsADuplicate() {
    assertThat(received(1, 0, 0)).containsExactly(NEXT, LATE, DUPLICATE);
  }

  private List<Verdict> received(int... sequences) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int sequence : sequences) {
      verdicts.add(check.received(sequence));
    }
    return verdicts;
  }
}
