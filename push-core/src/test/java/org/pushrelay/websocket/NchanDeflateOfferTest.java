package org.pushrelay.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NchanDeflateOfferTest {
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static String outcome(String... lines) {
    Optional<NchanDeflateOffer> offer =
        ExtensionList.parse(List.of(lines)).flatMap(NchanDeflateOffer::in);
    return offer
        .flatMap(NchanDeflateOffer::refusal)
        .map(Enum::name)
        .or(() -> offer.map(it -> it.terms().response()))
        .orElse("none");
  }

  @Test
  void permessageDeflateIsAlwaysAgreedTo() {
    for (String parameters :
        List.of(
            "",
            "; client_max_window_bits",
            "; server_no_context_takeover",
            "; unknown=3",
            "; server_max_window_bits")) {
      assertThat(outcome("permessage-deflate" + parameters)).isEqualTo(AGREED);
    }
  }

  @Test
  void windowsOfTheClientFromNineBitsOnAreEchoed() {
    for (int bits = 0; bits <= 30; bits++) {
      assertThat(outcome("permessage-deflate; client_max_window_bits=" + bits))
          .as("%s bits", bits)
          .isEqualTo(
              bits < 9 || bits > 15
                  ? "CLIENT_WINDOW"
                  : AGREED + "; client_max_window_bits=" + bits);
    }
  }

  @Test
  void windowsOfTheServerFromTenBitsOnAreAnsweredWithTen() {
    for (int bits = 0; bits <= 30; bits++) {
      assertThat(outcome("permessage-deflate; server_max_window_bits=" + bits))
          .as("%s bits", bits)
          .isEqualTo(
              bits == 9
                  ? "SMALL_SERVER_WINDOW"
                  : bits < 9 || bits > 15
                      ? "SERVER_WINDOW"
                      : AGREED + "; server_max_window_bits=10");
    }
  }

  @Test
  void windowsOfFramesFromTenBitsOnAreAnsweredWithTen() {
    for (String name : List.of("deflate-frame", "x-webkit-deflate-frame")) {
      assertThat(outcome(name)).isEqualTo(name);
      for (int bits = 0; bits <= 30; bits++) {
        assertThat(outcome(name + "; max_window_bits=" + bits))
            .as("%s bits", bits)
            .isEqualTo(
                bits == 9
                    ? "SMALL_FRAME_WINDOW"
                    : bits < 9 || bits > 15 ? "FRAME_WINDOW" : name + "; max_window_bits=10");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo                                                         | none",
        "''                                                          | none",
        "(permessage-deflate)                                        | none",
        "permessage-deflate; client_max_window_bits=2000             | CLIENT_WINDOW",
        "permessage-deflate; client_max_window_bits=99999999999      | CLIENT_WINDOW",
        "permessage-deflate; client_max_window_bits=\"8\"             | CLIENT_WINDOW",
        "permessage-deflate; server_max_window_bits=8; client_max_window_bits=8 | CLIENT_WINDOW",
      })
  void unusableOffersAreDeclined(String offer, String outcome) {
    assertThat(outcome(offer)).isEqualTo(outcome);
  }

  @Test
  void permessageDeflateComesBeforeDeflateFrame() {
    assertThat(outcome("x-webkit-deflate-frame", "foo, permessage-deflate")).isEqualTo(AGREED);
    assertThat(outcome("deflate-frame, x-webkit-deflate-frame"))
        .isEqualTo("x-webkit-deflate-frame");
    assertThat(
            outcome(
                "permessage-deflate; client_max_window_bits=12; server_max_window_bits=15,"
                    + " permessage-deflate"))
        .isEqualTo(AGREED + "; server_max_window_bits=10; client_max_window_bits=12");
  }

  @Test
  void termsSayHowFarBackEachSideMayRefer() {
    assertThat(terms("permessage-deflate")).isEqualTo(new DeflateTerms(false, 15, AGREED));
    assertThat(terms("permessage-deflate; server_max_window_bits=15").windowBits()).isEqualTo(10);
    assertThat(terms("deflate-frame")).isEqualTo(new DeflateTerms(true, 15, "deflate-frame"));
    assertThat(terms("deflate-frame; max_window_bits=12").windowBits()).isEqualTo(12);
  }

  private static DeflateTerms terms(String offer) {
    return ExtensionList.parse(List.of(offer)).flatMap(NchanDeflateOffer::in).orElseThrow().terms();
  }
}
