package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.message.MessageBody;
import org.pushrelay.netty.EncodedAnswers.Then;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** The bytes of answers, and that each is kept as long as somebody needs it. */
class EncodedAnswersTest {
  private static final PushResponse HELLO =
      PushResponse.of(
          200,
          List.of(new Header("Etag", "0"), new Header("X-\u00e4", "\u00fc")),
          MessageBody.utf8("hello"));

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final DateLine date = new DateLine();
  private final LingeringBuffers lingering =
      new LingeringBuffers(allocator, BufferBudget.unlimited());
  private final EncodedAnswers answers = new EncodedAnswers(allocator, date, lingering);

  @AfterEach
  void nothingIsLeft() {
    answers.forget();
    lingering.sweep();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }

  private static String text(ByteBuf bytes) {
    try {
      return bytes.toString(ISO_8859_1);
    } finally {
      bytes.release();
    }
  }

  /** With the line of the date, which is checked by itself, out of the way. */
  private static String withoutDate(ByteBuf bytes) {
    String text = text(bytes);
    String without =
        text.replaceFirst("Date: [A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} [\\d:]{8} GMT\r\n", "");
    assertThat(without).isNotEqualTo(text);
    return without;
  }

  private long memory() {
    return allocator.metric().usedDirectMemory();
  }

  @Test
  void anAnswerHasItsHeadersInTheirSpellingAndOrder() {
    assertThat(withoutDate(answers.encode(HELLO, Then.KEEP, false)))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nEtag: 0\r\nX-\u00e4: \u00fc\r\nContent-Length: 5\r\n\r\nhello");
  }

  @ParameterizedTest
  @CsvSource({"KEEP, ''", "KEEP_HTTP10, Connection: keep-alive", "CLOSE, Connection: close"})
  void theConnectionsFateIsSaidWhereItHasToBe(Then then, String line) {
    String expected = line.isEmpty() ? "" : line + "\r\n";

    assertThat(withoutDate(answers.encode(PushResponse.of(404), then, false)))
        .isEqualTo("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" + expected + "\r\n");
  }

  @Test
  void aHeadHasTheLengthOfTheBodyAndNotTheBody() {
    assertThat(withoutDate(answers.encode(HELLO, Then.KEEP, true)))
        .endsWith("\r\nContent-Length: 5\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void statusesWithoutABodyHaveNoLength(int status) {
    PushResponse answer = PushResponse.of(status, List.of(), MessageBody.utf8("not sent"));

    assertThat(withoutDate(answers.encode(answer, Then.KEEP, false)))
        .startsWith("HTTP/1.1 " + status + " ")
        .doesNotContain("Content-Length")
        .endsWith("\r\n\r\n");
  }

  @Test
  void theDateIsTheOneOfNow() {
    String line;
    String answer;
    do {
      line = date.line();
      answer = text(answers.encode(PushResponse.of(200), Then.KEEP, false));
    } while (!line.equals(date.line()));

    assertThat(line).isEqualTo("Date: " + date.value() + "\r\n");
    assertThat(answer).contains("\r\n" + line);
  }

  @Test
  void aSharedAnswerIsTheSameBytesAsOneOfItsOwn() {
    assertThat(withoutDate(answers.shared(HELLO)))
        .isEqualTo(withoutDate(answers.encode(HELLO, Then.KEEP, false)));
    assertThat(text(answers.sharedBody(HELLO))).isEqualTo("hello");
  }

  @Test
  void sharedViewsDoNotMoveEachOther() {
    ByteBuf one = answers.shared(HELLO);
    ByteBuf other = answers.shared(HELLO);
    int length = other.readableBytes();

    one.skipBytes(10);
    one.release();

    assertThat(other.readableBytes()).isEqualTo(length);
    answers.forget();
    assertThat(text(other)).endsWith("hello");
  }

  @Test
  void anAnswerIsOneBufferForAllWhoGetIt() {
    PushResponse large = PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20]));
    List<ByteBuf> views = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      views.add(answers.shared(large));
      views.add(answers.sharedBody(large));
    }

    // the second may change meanwhile, and the Date with it
    assertThat(memory()).isLessThan(4 << 20);
    views.forEach(ByteBuf::release);
  }

  @Test
  void theAnswerBeforeIsLetGo() {
    answers.shared(PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20]))).release();
    answers.shared(HELLO).release();
    assertThat(memory()).isLessThan(1000);

    answers
        .sharedBody(PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20])))
        .release();
    answers.sharedBody(HELLO).release();
    assertThat(memory()).isLessThan(1000);

    answers
        .sharedBody(PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20])))
        .release();
    answers.shared(HELLO).release();
    assertThat(memory()).isLessThan(1000);
  }

  @Test
  void equalAnswersOfTwoMessagesAreNotMistakenForEachOther() {
    assertThat(text(answers.shared(PushResponse.of(200, new Header("A", "1"))))).contains("A: 1");
    assertThat(text(answers.shared(PushResponse.of(200, new Header("A", "2"))))).contains("A: 2");
  }
}
