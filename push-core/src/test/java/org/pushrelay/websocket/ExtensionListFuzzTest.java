package org.pushrelay.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pushrelay.websocket.ExtensionList.Extension;

/** Feeds arbitrary texts to the reader of {@code Sec-WebSocket-Extensions}. */
class ExtensionListFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void listThatWasReadIsReadAgainFromItsOwnText(byte[] input) {
    Optional<List<Extension>> read = ExtensionList.parse(List.of(new String(input, ISO_8859_1)));

    read.ifPresent(
        extensions ->
            assertThat(ExtensionList.parse(List.of(text(extensions)))).hasValue(extensions));
  }

  @FuzzTest(maxDuration = "10m")
  void agreedTermsAreAReadableOfferOfOneExtension(byte[] input) {
    String offer = "permessage-deflate;" + new String(input, ISO_8859_1);

    ExtensionList.parse(List.of(offer))
        .flatMap(DeflateOffer::agree)
        .ifPresent(
            terms -> {
              assertThat(terms.windowBits()).isBetween(8, 15);
              assertThat(ExtensionList.parse(List.of(terms.response())).orElseThrow()).hasSize(1);
            });
  }

  @FuzzTest(maxDuration = "10m")
  void termsThatNchanAgreesToAreAReadableOfferOfOneExtension(byte[] input) {
    ExtensionList.parse(List.of(new String(input, ISO_8859_1)))
        .flatMap(NchanDeflateOffer::in)
        .filter(offer -> offer.refusal().isEmpty())
        .map(NchanDeflateOffer::terms)
        .ifPresent(
            terms -> {
              assertThat(terms.windowBits()).isBetween(10, 15);
              assertThat(ExtensionList.parse(List.of(terms.response())).orElseThrow()).hasSize(1);
            });
  }

  private static String text(List<Extension> extensions) {
    return extensions.stream().map(ExtensionListFuzzTest::text).collect(Collectors.joining(", "));
  }

  private static String text(Extension extension) {
    StringBuilder text = new StringBuilder(extension.name());
    extension
        .parameters()
        .forEach(
            parameter -> {
              text.append("; ").append(parameter.getKey());
              if (!parameter.getValue().isEmpty()) {
                text.append("=\"").append(parameter.getValue()).append('"');
              }
            });
    return text.toString();
  }
}
