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
import org.pushrelay.netty.EncodedResponses.Then;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** The bytes of responses, and that each is kept as long as a connection sends it. */
class EncodedResponsesTest {
  private static final PushResponse HELLO =
      PushResponse.of(
          200,
          List.of(new Header("Etag", "0"), new Header("X-\u00e4", "\u00fc")),
          MessageBody.utf8("hello"));

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final DateLine date = new DateLine();
  private final UnsentBuffers lingering = new UnsentBuffers(allocator, BufferBudget.unlimited());
  private final EncodedResponses responses = new EncodedResponses(allocator, date, lingering);

  @AfterEach
  void nothingIsLeft() {
    responses.forget();
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
    assertThat(withoutDate(responses.encode(HELLO, Then.KEEP, false)))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nEtag: 0\r\nX-\u00e4: \u00fc\r\nContent-Length: 5\r\n\r\nhello");
  }

  @ParameterizedTest
  @CsvSource({"KEEP, ''", "KEEP_HTTP10, Connection: keep-alive", "CLOSE, Connection: close"})
  void theConnectionsFateIsSaidWhereItHasToBe(Then then, String line) {
    String expected = line.isEmpty() ? "" : line + "\r\n";

    assertThat(withoutDate(responses.encode(PushResponse.of(404), then, false)))
        .isEqualTo("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n" + expected + "\r\n");
  }

  @Test
  void aHeadHasTheLengthOfTheBodyAndNotTheBody() {
    assertThat(withoutDate(responses.encode(HELLO, Then.KEEP, true)))
        .endsWith("\r\nContent-Length: 5\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void statusesWithoutABodyHaveNoLength(int status) {
    PushResponse response = PushResponse.of(status, List.of(), MessageBody.utf8("not sent"));

    assertThat(withoutDate(responses.encode(response, Then.KEEP, false)))
        .startsWith("HTTP/1.1 " + status + " ")
        .doesNotContain("Content-Length")
        .endsWith("\r\n\r\n");
  }

  @Test
  void theDateIsTheOneOfNow() {
    String line;
    String response;
    do {
      line = date.line();
      response = text(responses.encode(PushResponse.of(200), Then.KEEP, false));
    } while (!line.equals(date.line()));

    assertThat(line).isEqualTo("Date: " + date.value() + "\r\n");
    assertThat(response).contains("\r\n" + line);
  }

  @Test
  void aSharedAnswerIsTheSameBytesAsOneOfItsOwn() {
    assertThat(withoutDate(responses.shared(HELLO)))
        .isEqualTo(withoutDate(responses.encode(HELLO, Then.KEEP, false)));
    assertThat(text(responses.sharedBody(HELLO))).isEqualTo("hello");
  }

  @Test
  void sharedViewsDoNotMoveEachOther() {
    ByteBuf one = responses.shared(HELLO);
    ByteBuf other = responses.shared(HELLO);
    int length = other.readableBytes();

    one.skipBytes(10);
    one.release();

    assertThat(other.readableBytes()).isEqualTo(length);
    responses.forget();
    assertThat(text(other)).endsWith("hello");
  }

  @Test
  void anAnswerIsOneBufferForAllWhoGetIt() {
    PushResponse large = PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20]));
    List<ByteBuf> views = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      views.add(responses.shared(large));
      views.add(responses.sharedBody(large));
    }

    // the second may change meanwhile, and the Date with it
    assertThat(memory()).isLessThan(4 << 20);
    views.forEach(ByteBuf::release);
  }

  @Test
  void theAnswerBeforeIsLetGo() {
    responses
        .shared(PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20])))
        .release();
    responses.shared(HELLO).release();
    assertThat(memory()).isLessThan(1000);

    responses
        .sharedBody(PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20])))
        .release();
    responses.sharedBody(HELLO).release();
    assertThat(memory()).isLessThan(1000);

    responses
        .sharedBody(PushResponse.of(200, List.of(), MessageBody.wrap(new byte[1 << 20])))
        .release();
    responses.shared(HELLO).release();
    assertThat(memory()).isLessThan(1000);
  }

  @Test
  void equalAnswersOfTwoMessagesAreNotMistakenForEachOther() {
    assertThat(text(responses.shared(PushResponse.of(200, new Header("A", "1"))))).contains("A: 1");
    assertThat(text(responses.shared(PushResponse.of(200, new Header("A", "2"))))).contains("A: 2");
  }
}
