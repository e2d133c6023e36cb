package org.pushrelay.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;

/**
 * Feeds arbitrary bytes to the WebSocket reader. The events depend on the bytes only: the reader
 * that receives them whole and one that receives them in pieces report the same ones.
 */
class MessageReaderFuzzTest {
  private static final int MAX_MESSAGE = 1000;

  /** Nothing compressed, frames with a small window, messages, and frames with the largest one. */
  private static final List<Optional<DeflateTerms>> TERMS =
      List.of(
          Optional.empty(),
          Optional.of(new DeflateTerms(true, 10, "")),
          Optional.of(new DeflateTerms(false, 15, "")),
          Optional.of(new DeflateTerms(true, 15, "")));

  /** The first byte of an input chooses the settings and the size of the pieces. */
  @FuzzTest(maxDuration = "10m")
  void wholeAndCutInputsGiveTheSameEvents(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Optional<DeflateTerms> deflate = TERMS.get((input[0] >> 6) & 3);
    int piece = 1 + (input[0] & 0x1f);

    List<String> whole = events(input, deflate, input.length);

    assertThat(events(input, deflate, piece)).isEqualTo(whole);
    assertThat(whole).hasSizeLessThanOrEqualTo(input.length);
  }

  private static List<String> events(byte[] input, Optional<DeflateTerms> deflate, int piece) {
    List<String> events = new ArrayList<>();
    MessageReader reader =
        new MessageReader(
            MAX_MESSAGE, deflate, BufferBudget.unlimited(), event -> events.add(text(event)));
    for (int at = 1; at < input.length; at += piece) {
      ByteBuffer bytes = ByteBuffer.wrap(input, at, Math.min(piece, input.length - at));
      reader.read(bytes);
    }
    return events;
  }

  private static String text(Incoming event) {
    if (event instanceof Incoming.Data data) {
      assertThat(data.body().size()).isLessThanOrEqualTo(MAX_MESSAGE);
      return data.kind() + " " + text(data.body());
    }
    if (event instanceof Incoming.Ping ping) {
      return "ping " + text(ping.body());
    }
    return event instanceof Incoming.Pong pong ? "pong " + text(pong.body()) : event.toString();
  }

  private static String text(MessageBody body) {
    return new String(body.toByteArray(), ISO_8859_1);
  }
}
