package org.pushrelay.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageBodyTest {
  private static final String TEXT = "h\u00e9llo, world";

  private static MessageBody outsideTheHeap(byte[] bytes) {
    // bytes around it, so that a position that is not 0 would be noticed
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 5);
    buffer.position(3).put(bytes).flip().position(3);
    return MessageBody.wrap(buffer);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void bytesOutsideTheHeapAreReadAsThoseOnIt() throws IOException {
    MessageBody body = outsideTheHeap(TEXT.getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out, 3, 4);

    assertThat(body.size()).isEqualTo(13);
    assertThat(body.utf8()).isEqualTo(TEXT);
    assertThat(body.toByteArray()).isEqualTo(TEXT.getBytes(UTF_8));
    assertThat(out.toString(UTF_8)).isEqualTo("llo,");
  }

  @Test
  void aLargePartIsWrittenWhole() throws IOException {
    byte[] bytes = random(200_000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    outsideTheHeap(bytes).writeTo(out, 0, bytes.length);

    assertThat(out.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void equalBytesAreEqualWhereverTheyAre() {
    byte[] bytes = random(1000);
    MessageBody onHeap = MessageBody.copyOf(bytes);
    MessageBody outside = outsideTheHeap(bytes);

    assertThat(outside).isEqualTo(onHeap).hasSameHashCodeAs(onHeap);
    assertThat(onHeap).isEqualTo(outside).isNotEqualTo(outsideTheHeap(random(1001)));
    assertThat(outside).isEqualTo(outsideTheHeap(bytes));
  }

  @Test
  void viewsAreFreshAndReadOnly() {
    MessageBody body = outsideTheHeap(new byte[] {1, 2});
    body.asByteBuffer().get();

    assertThat(body.asByteBuffer().remaining()).isEqualTo(2);
    assertThatThrownBy(() -> body.asByteBuffer().put((byte) 1))
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void nothingIsTheEmptyBody() {
    assertThat(MessageBody.wrap(ByteBuffer.allocate(0))).isSameAs(MessageBody.empty());
    assertThat(MessageBody.wrap(new byte[0])).isSameAs(MessageBody.empty());
    assertThat(MessageBody.copyOf(new byte[0])).isSameAs(MessageBody.empty());
  }
}
