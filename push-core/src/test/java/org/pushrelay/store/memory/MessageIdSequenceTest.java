package org.pushrelay.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageId;

class MessageIdSequenceTest {
  private final TestClock clock = new TestClock(1000);
  private final MessageIdSequence sequence = new MessageIdSequence(clock, 2);

  @Test
  void beginsAboveAllThatAnEarlierRunCanHaveReached() {
    assertThat(sequence.beforeFirst()).isEqualTo(new MessageId(1000, Integer.MAX_VALUE));
    assertThat(sequence.next(null)).isEqualTo(new MessageId(1001, 0));
  }

  @Test
  void countsWithinASecondAndBeginsAnewInTheNext() {
    MessageId first = sequence.next(null);
    MessageId second = sequence.next(first);
    clock.second = 1002;
    MessageId third = sequence.next(second);

    assertThat(second).isEqualTo(new MessageId(1001, 1));
    assertThat(third).isEqualTo(new MessageId(1002, 0));
  }

  @Test
  void doesNotFollowAClockThatStepsBack() {
    clock.second = 2000;
    MessageId first = sequence.next(null);
    clock.second = 5;

    assertThat(sequence.next(first)).isEqualTo(new MessageId(2000, 1));
    assertThat(sequence.next(null)).as("of another channel").isEqualTo(new MessageId(2000, 0));
  }

  @Test
  void movesOnForAllWhenTheTagsOfASecondRunOut() {
    MessageId last = new MessageId(1001, 2);

    assertThat(sequence.next(last)).isEqualTo(new MessageId(1002, 0));
    assertThat(sequence.next(null)).as("of another channel").isEqualTo(new MessageId(1002, 0));
  }

  @Test
  void goesOnFromALastIdThatIsAheadOfTheClock() {
    assertThat(sequence.next(new MessageId(5000, 1))).isEqualTo(new MessageId(5000, 2));
    assertThat(sequence.next(new MessageId(5000, 2))).isEqualTo(new MessageId(5001, 0));
  }
}
