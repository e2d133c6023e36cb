package org.pushrelay.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;

class FramesTest {
  private static String hex(MessageBody frame, int count) {
    return HexFormat.of().formatHex(Arrays.copyOf(frame.toByteArray(), count));
  }

  @Test
  void lengthsAreWrittenInTheShortestWay() {
    assertThat(hex(text(0), 2)).isEqualTo("8100");
    assertThat(hex(text(125), 2)).isEqualTo("817d");
    assertThat(hex(text(126), 4)).isEqualTo("817e007e");
    assertThat(hex(text(0xffff), 4)).isEqualTo("817effff");
    assertThat(hex(text(0x10000), 10)).isEqualTo("817f0000000000010000");
    assertThat(text(0x10000).size()).isEqualTo(10 + 0x10000);
  }

  @Test
  void aFrameKnowsWhatItCarries() {
    for (int size : new int[] {0, 125, 126, 0xffff, 0x10000}) {
      assertThat(Frames.payloadSize(text(size))).isEqualTo(size);
    }
  }

  private static MessageBody text(int size) {
    return Frames.of(Opcode.TEXT, MessageBody.wrap(new byte[size]));
  }

  @Test
  void aCloseFrameHasACodeAndAReasonThatFits() {
    assertThat(hex(Frames.close(CloseCode.NONE, "lost"), 2)).isEqualTo("8800");
    assertThat(hex(Frames.close(CloseCode.GOING_AWAY, "410"), 7)).isEqualTo("880503e9343130");
    assertThat(Frames.close(1000, "x".repeat(200)).size()).isEqualTo(2 + 125);
    // three bytes each, of which 41 fit
    assertThat(Frames.close(1000, "\u20ac".repeat(60)).size()).isEqualTo(2 + 2 + 123);
    assertThat(Frames.close(1000, "xx" + "\u20ac".repeat(60)).size()).isEqualTo(2 + 2 + 122);
  }
}
