package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;

/** The bytes of pieces, and that each is encoded once. */
class EncodedPiecesTest {
  private static final MessageBody HELLO = MessageBody.utf8("hello, hello, hello");

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final UnsentBuffers lingering = new UnsentBuffers(allocator, BufferBudget.unlimited());
  private final EncodedPieces pieces = new EncodedPieces(allocator, false, lingering);
  private final EncodedPieces chunks = new EncodedPieces(allocator, true, lingering);

  @AfterEach
  void nothingIsLeft() {
    pieces.forget();
    chunks.forget();
    lingering.sweep();
    assertThat(memory()).isZero();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }

  private long memory() {
    return allocator.metric().usedDirectMemory();
  }

  private static String text(ByteBuf bytes) {
    try {
      return bytes.toString(UTF_8);
    } finally {
      bytes.release();
    }
  }

  private static MessageBody direct(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return MessageBody.wrap(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
  }

  @Test
  void aPieceIsItsBytesAndAChunkHasItsSizeInFront() {
    assertThat(text(pieces.shared(HELLO))).isEqualTo("hello, hello, hello");
    assertThat(text(chunks.shared(HELLO))).isEqualTo("13\r\nhello, hello, hello\r\n");
  }

  @Test
  void bytesOutsideTheHeapAreSentFromWhereTheyAre() {
    String large = "x".repeat(100_000);

    assertThat(text(pieces.shared(direct(large)))).isEqualTo(large);
    assertThat(text(chunks.shared(direct(large)))).isEqualTo("186a0\r\n" + large + "\r\n");
    assertThat(memory()).isLessThan(1000);
  }

  @Test
  void aPieceIsOneBufferForAllWhoGetIt() {
    MessageBody large = MessageBody.wrap(new byte[1 << 20]);
    List<ByteBuf> views = new ArrayList<>();

    for (int i = 0; i < 1000; i++) {
      views.add(chunks.shared(large));
    }

    assertThat(memory()).isLessThan(2 << 20);
    assertThat(views.get(999).memoryAddress()).isEqualTo(views.get(0).memoryAddress());
    views.get(0).skipBytes(100);
    assertThat(views.get(1).readableBytes()).isGreaterThan(1 << 20);
    views.forEach(ByteBuf::release);
  }

  @Test
  void someSmallPiecesOneBehindTheOtherAreOneBufferEach() {
    List<MessageBody> some = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      some.add(MessageBody.utf8("piece " + i));
    }
    some.forEach(piece -> chunks.shared(piece).release());
    long before = memory();

    some.forEach(piece -> assertThat(text(chunks.shared(piece))).contains(piece.utf8()));

    assertThat(memory()).isEqualTo(before);
  }

  @Test
  void equalPiecesOfTwoMessagesAreNotMistakenForEachOther() {
    assertThat(text(pieces.shared(MessageBody.utf8("a")))).isEqualTo("a");
    assertThat(text(pieces.shared(MessageBody.utf8("b")))).isEqualTo("b");
  }

  @Test
  void ofManyPiecesTheLastFewAreKept() {
    for (int i = 0; i < 1000; i++) {
      chunks.shared(MessageBody.wrap(new byte[1000])).release();
    }
    assertThat(memory()).isLessThan(20_000);

    for (int i = 0; i < 10; i++) {
      chunks.shared(MessageBody.wrap(new byte[500_000])).release();
    }
    assertThat(memory()).isLessThan(1_100_000);
  }

  @Test
  void aViewOutlivesWhatIsKept() {
    ByteBuf view = chunks.shared(HELLO);

    chunks.forget();

    assertThat(text(view)).isEqualTo("13\r\nhello, hello, hello\r\n");
  }
}
