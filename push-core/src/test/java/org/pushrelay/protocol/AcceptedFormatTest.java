package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the wire's transcripts do not show of content negotiation (RFC 9110, 12.5.1). */
class AcceptedFormatTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          text/json;q=0                                    | text/plain
          text/json; q=0.5 , text/yaml;q=0.6               | text/yaml
          text/json;q=0.5;ext=1,text/yaml;q=0.4            | text/json
          text/json;charset=utf-8;q=0.1, text/yaml;q=0.2   | text/yaml
          text/json;Q=0.1, text/yaml;q=0.2                 | text/yaml
          text/json;q=2, text/yaml                         | text/json
          text/json;q=, text/yaml                          | text/json
          text/json;q=0.1234, text/yaml;q=0.9              | text/json
          */*;q=0.1, text/json;q=0.2                       | text/json
          text/*, text/json                                | text/plain
          application/*, application/json                  | application/json
          json                                             | text/plain
          /json                                            | text/plain
          text/                                            | text/plain
          ;q=1                                             | text/plain
          ,,,                                              | text/plain
          text/json,                                       | text/json
          text/html, application/xml                       | application/xml
          text/html, application/xml, */*                  | text/plain
          """)
  void picksWhatTheClientLikesBest(String accept, String expected) {
    assertThat(AcceptedFormat.best(List.of(accept)).mediaType()).isEqualTo(expected);
  }

  @Test
  void severalHeaderLinesAreOne() {
    assertThat(AcceptedFormat.best(List.of("image/png", "text/json")).mediaType())
        .isEqualTo("text/json");
    assertThat(AcceptedFormat.best(List.of())).isEqualTo(AcceptedFormat.PLAIN);
  }

  @Test
  void anEndlessHeaderIsNotRead() {
    String endless = "text/yaml;q=0.1,".repeat(100_000);

    assertThat(AcceptedFormat.best(List.of(endless))).isEqualTo(AcceptedFormat.PLAIN);
  }

  @FuzzTest(maxDuration = "10m")
  void thereIsAlwaysOneWhoseNameCanStandInAHeader(byte[] input) {
    String mediaType = AcceptedFormat.best(List.of(new String(input, ISO_8859_1))).mediaType();

    assertThat(mediaType).matches("(text|application)/(plain|(x-)?(json|yaml)|xml)");
  }
}
