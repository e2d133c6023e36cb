package org.pushrelay.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StampTest {
  private static final Stamp STAMP = new Stamp(-5, 3, 1_000_000, 2_000_000, -7L);

  @Test
  void isReadAsItWasWritten() {
    for (int size : new int[] {Stamp.BYTES, 128}) {
      byte[] body = STAMP.body(size);

      assertThat(body).hasSize(size);
      assertThat(Stamp.of(ByteBuffer.wrap(body), size)).contains(STAMP);
    }
  }

  @Test
  void aBodyOfAnotherSizeHasNone() {
    assertThat(Stamp.of(ByteBuffer.wrap(STAMP.body(128)), 127)).isEmpty();
  }

  @Test
  void anotherTextHasNone() {
    byte[] text = "somebody else's message, as long as one of ours".repeat(2).getBytes(ISO_8859_1);

    assertThat(Stamp.of(ByteBuffer.wrap(text), text.length)).isEmpty();
  }
}
