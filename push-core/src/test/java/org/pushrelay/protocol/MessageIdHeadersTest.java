package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageId;
import org.pushrelay.transport.Header;

class MessageIdHeadersTest {
  private static final String DATE = "Sun, 06 Nov 1994 08:49:37 GMT";
  private static final long SECOND = 784_111_777;

  private static Optional<Cursor> read(List<String> dates, List<String> tags) {
    return new CursorReader(ResumeConfig.DEFAULT, WireProfile.STANDARD)
        .read(new TestRequest(Map.of("if-modified-since", dates, "if-none-match", tags)), 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          5                     | 5
          "5"                   | 5
          W/"5"                 | 5
          W/5                   | 5
          "5-gzip"              | 5
          "5--gzip"             | 5
          W/"5--gzip"           | 5
          5-gzip                | 5
          007                   | 7
          2147483647            | 2147483647
          2147483648            | 0
          99999999999999999999  | 0
          -1                    | 0
          +1                    | 0
          1.5                   | 0
          5-deflate             | 0
          "-gzip"               | 0
          -gzip                 | 0
          "5                    | 0
          5"                    | 0
          "                     | 0
          ""                    | 0
          W/                    | 0
          w/"5"                 | 0
          *                     | 0
          "1", "2"              | 0
          1, 2                  | 0
          abc                   | 0
          ''                    | 0
          """)
  void readsTagsInEveryToleratedForm(String tag, int expected) {
    assertThat(read(List.of(DATE), List.of(tag)))
        .hasValue(Cursor.after(new MessageId(SECOND, expected)));
  }

  @Test
  void aDateAloneMeansTagZero() {
    assertThat(read(List.of(DATE), List.of())).hasValue(Cursor.after(new MessageId(SECOND, 0)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "garbage", "Thu, 01 Jan 1970 00:00:00 GMT", "Wed, 01 Jan 1969 00:00:00 GMT"})
  void whatIsNoDateAfter1970IsTheOldest(String date) {
    assertThat(read(List.of(date), List.of("5"))).hasValue(Cursor.oldest());
    assertThat(read(List.of(), List.of("5"))).hasValue(Cursor.oldest());
  }

  @Test
  void twoDatesOrTwoTagsAreNoPlaceToStand() {
    assertThat(read(List.of(DATE, DATE), List.of())).isEmpty();
    assertThat(read(List.of(), List.of("1", "1"))).isEmpty();
  }

  @Test
  void whatItWritesItReads() {
    for (WireProfile profile : List.of(WireProfile.NHPM, WireProfile.STANDARD)) {
      MessageId id = new MessageId(SECOND, 12);

      List<Header> written = MessageIdHeaders.of(id, profile, ResumeConfig.DEFAULT);

      assertThat(read(List.of(written.get(0).value()), List.of(written.get(1).value())))
          .hasValue(Cursor.after(id));
    }
  }

  @FuzzTest(maxDuration = "10m")
  void anyHeadersAreACursor(byte[] input) {
    String text = new String(input, ISO_8859_1);
    int half = text.length() / 2;
    assertThat(read(List.of(text.substring(0, half)), List.of(text.substring(half)))).isPresent();
    assertThat(read(List.of(DATE), List.of(text))).isPresent();
  }
}
