package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.transport.BufferBudget;

class UnsentBuffersTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final BufferBudget budget = BufferBudget.of(1 << 20);
  private final UnsentBuffers lingering = new UnsentBuffers(allocator, budget);

  @AfterEach
  void nothingIsLeft() {
    lingering.forget();
    assertThat(budget.used()).isZero();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private ByteBuf buffer(int size) {
    return allocator.directBuffer(size).writeZero(size);
  }

  @Test
  void bufferThatIsTakenIsReleasedAtOnceAndNotCounted() {
    lingering.track(buffer(1000));

    assertThat(budget.used()).isZero();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void bufferThatClientsHoldIsCountedOnceUntilTheLastHasTakenIt() {
    ByteBuf shared = buffer(1000);
    ByteBuf first = shared.retainedDuplicate();
    ByteBuf second = shared.retainedDuplicate();

    lingering.track(shared);
    assertThat(budget.used()).isEqualTo(1000);
    first.release();
    lingering.sweep();
    assertThat(budget.used()).isEqualTo(1000);
    second.release();
    lingering.sweep();
    assertThat(budget.used()).isZero();
  }

  @Test
  void sweepFindsBuffersBehindOnesThatAreStillHeld() {
    ByteBuf stuck = buffer(1000);
    ByteBuf holder = stuck.retainedDuplicate();
    lingering.track(stuck);
    ByteBuf taken = buffer(500);
    ByteBuf reader = taken.retainedDuplicate();
    lingering.track(taken);

    reader.release();
    lingering.sweep();

    assertThat(budget.used()).isEqualTo(1000);
    holder.release();
  }

  @Test
  void mappedFileIsNotCounted() {
    ByteBuf mapped = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(1000));
    ByteBuf reader = mapped.retainedDuplicate();

    lingering.track(mapped);

    assertThat(budget.used()).isZero();
    reader.release();
  }
}
