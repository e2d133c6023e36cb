package org.pushrelay.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.BufferBudget;

class BodyCollectorTest {

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.wrap(new byte[count]);
  }

  @Test
  void putsPiecesOfAnySizeTogether() {
    Random random = new Random(1);
    for (int round = 0; round < 50; round++) {
      BodyCollector collector = new BodyCollector(1 << 20);
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (int piece = 0; piece < 20; piece++) {
        byte[] part = new byte[random.nextInt(random.nextBoolean() ? 10 : 30_000)];
        random.nextBytes(part);
        expected.writeBytes(part);
        assertThat(collector.add(ByteBuffer.wrap(part))).isTrue();
      }

      assertThat(collector.toBody()).isEqualTo(MessageBody.copyOf(expected.toByteArray()));
    }
  }

  @Test
  void takesExactlyTheLimitAndNotAByteMore() {
    BodyCollector collector = new BodyCollector(100);
    assertThat(collector.add(bytes(60))).isTrue();
    assertThat(collector.add(bytes(41))).isFalse();
    assertThat(collector.add(bytes(40))).isTrue();
    assertThat(collector.add(bytes(1))).isFalse();
    assertThat(collector.add(bytes(0))).isTrue();

    assertThat(collector.toBody().size()).isEqualTo(100);
  }

  @Test
  void takesNothingWhereNothingIsAllowed() {
    BodyCollector collector = new BodyCollector(0);

    assertThat(collector.add(bytes(0))).isTrue();
    assertThat(collector.add(bytes(1))).isFalse();
    assertThat(collector.toBody()).isSameAs(MessageBody.empty());
  }

  @Test
  void judgesAnAnnouncedLength() {
    BodyCollector collector = new BodyCollector(100);

    assertThat(collector.admits(-1)).isTrue();
    assertThat(collector.admits(100)).isTrue();
    assertThat(collector.admits(101)).isFalse();
    assertThat(new BodyCollector(Long.MAX_VALUE).admits(Integer.MAX_VALUE)).isFalse();
  }

  @Test
  void readsDirectAndReadOnlyBuffersFromTheirPosition() {
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(new byte[] {1, 2, 3, 4}).position(2);
    BodyCollector collector = new BodyCollector(10);

    collector.add(direct.asReadOnlyBuffer());

    assertThat(collector.toBody()).isEqualTo(MessageBody.wrap(new byte[] {3, 4}));
  }

  @Test
  void countsWhatItHoldsUntilItIsReleased() {
    BufferBudget budget = BufferBudget.of(1 << 20);
    BodyCollector collector = new BodyCollector(1 << 20, budget);

    assertThat(collector.add(bytes(1000))).isTrue();
    assertThat(budget.used()).isEqualTo(1000);
    assertThat(collector.add(bytes(50_000))).isTrue();
    assertThat(budget.used()).isGreaterThanOrEqualTo(51_000);
    assertThat(collector.toBody().size()).isEqualTo(51_000);
    assertThat(budget.used()).isGreaterThanOrEqualTo(51_000);

    collector.release();
    assertThat(budget.used()).isZero();
  }

  @Test
  void bodyOfOnePieceNeedsNoRoom() {
    BufferBudget budget = BufferBudget.of(1000);
    budget.charge(1000);
    BodyCollector collector = new BodyCollector(1 << 20, budget);

    assertThat(collector.admits(100)).isTrue();
    assertThat(collector.add(bytes(100))).isTrue();

    assertThat(collector.toBody().size()).isEqualTo(100);
  }

  @Test
  void bodyThatCouldNeverFitIsTooLargeAndOneThatCouldLaterHasNoRoom() {
    BufferBudget budget = BufferBudget.of(400_000);
    assertThat(refusal(new BodyCollector(1 << 20, budget), 300_001)).isEqualTo("too large");

    budget.charge(200_000);
    assertThat(refusal(new BodyCollector(1 << 20, budget), 150_000)).isEqualTo("no room");
    assertThat(refusal(new BodyCollector(100_000, budget), 150_000)).isEqualTo("too large");
  }

  private static String refusal(BodyCollector collector, long announced) {
    assertThat(collector.admits(announced)).isFalse();
    return refusal(collector);
  }

  private static String refusal(BodyCollector collector) {
    StringBuilder told = new StringBuilder();
    collector.refuse(
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            told.append("body");
          }

          @Override
          public void onTooLarge() {
            told.append("too large");
          }

          @Override
          public void onNoRoom() {
            told.append("no room");
          }

          @Override
          public void onFailure(Throwable cause) {
            told.append("failure");
          }
        });
    return told.toString();
  }

  @Test
  void bodyThatOutgrowsTheRoomIsRefusedAndLeavesNothingBehind() {
    BufferBudget budget = BufferBudget.of(1 << 20);
    BodyCollector collector = new BodyCollector(1 << 20, budget);
    assertThat(collector.add(bytes(100_000))).isTrue();
    budget.charge(1 << 19);

    assertThat(collector.add(bytes(200_000))).isFalse();

    assertThat(refusal(collector)).isEqualTo("no room");
    assertThat(budget.used()).isEqualTo(1 << 19);
  }
}
