package org.pushrelay.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.message.MessageBody;

class DeflateOfferTest {
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  private static String answer(String... offers) {
    return ExtensionList.parse(List.of(offers))
        .map(all -> DeflateOffer.agree(all).map(DeflateTerms::response).orElse("none"))
        .orElse("malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "Permessage-Deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate; client_max_window_bits=9",
        "permessage-deflate; client_max_window_bits=\"15\"",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate;server_no_context_takeover",
        "x-webkit-deflate-frame, permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate",
        "permessage-deflate; server_max_window_bits=7, permessage-deflate",
        " , permessage-deflate ,",
      })
  void agrees(String offer) {
    assertThat(answer(offer)).isEqualTo(AGREED);
  }

  @ParameterizedTest
  @CsvSource({"8", "10", "15"})
  void aWindowOfOursIsAnswered(String bits) {
    assertThat(answer("permessage-deflate; server_max_window_bits=" + bits))
        .isEqualTo(AGREED + "; server_max_window_bits=" + bits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-foo",
        "permessage-deflate; unknown",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=010",
        "permessage-deflate; server_max_window_bits=x",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=9",
      })
  void declines(String offer) {
    assertThat(answer(offer)).isEqualTo("none");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate;",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"9",
        "permessage-deflate; client_max_window_bits=\"\"",
        "permessage-deflate deflate",
        "permessage-deflate; a=b=c",
        "(permessage-deflate)",
      })
  void noticesWhatIsMalformed(String offer) {
    assertThat(answer(offer)).isEqualTo("malformed");
  }

  @Test
  void theOfferMayBeInAnotherLine() {
    assertThat(answer("foo", "permessage-deflate; client_max_window_bits")).isEqualTo(AGREED);
    assertThat(answer()).isEqualTo("none");
  }

  @Test
  void aSmallWindowAllowsMessagesThatFitIntoIt() {
    assertThat(new DeflateTerms(false, 9, "").allow(512)).isTrue();
    assertThat(new DeflateTerms(false, 9, "").allow(513)).isFalse();
    assertThat(new DeflateTerms(false, 15, "").allow(1 << 20)).isTrue();
    assertThat(new DeflateTerms(false, 9, "").allowNarrow()).isFalse();
    assertThat(new DeflateTerms(false, 10, "").allowNarrow()).isTrue();
  }

  @Test
  void clientThatCompressesEachFrameGetsNothingCompressed() {
    assertThat(new DeflateTerms(true, 15, "").allow(1)).isFalse();
    assertThat(new DeflateTerms(true, 15, "").allowNarrow()).isFalse();
  }

  @Test
  void whatWasCompressedIsDecompressed() throws Exception {
    for (int size : new int[] {0, 1, 8187, 8188, 8192, 100_000, 2_000_000}) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      byte[] text = "abc".repeat(size / 3).getBytes(StandardCharsets.US_ASCII);

      for (byte[] message : new byte[][] {bytes, text}) {
        byte[] compressed = Deflate.deflate(MessageBody.copyOf(message), 6);
        assertThat(Deflate.inflate(compressed, Integer.MAX_VALUE, new byte[0])).isEqualTo(message);
      }
    }
  }

  @Test
  void narrowCompressionRefersToNothingBeyondItsWindow() throws Exception {
    byte[] block = new byte[1500];
    new Random(1).nextBytes(block);
    byte[] twice = Arrays.copyOf(block, 3000);
    System.arraycopy(block, 0, twice, 1500, 1500);
    byte[] text = "abc".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

    byte[] compressed = Deflate.deflateNarrow(MessageBody.wrap(twice), 6);

    assertThat(Deflate.deflate(MessageBody.wrap(twice), 6)).hasSizeLessThan(1600);
    // the second block repeats the first one, which lies farther back than 1,024 bytes
    assertThat(compressed).hasSizeGreaterThan(3000);
    for (byte[] message : new byte[][] {{}, block, twice, text}) {
      byte[] narrow = Deflate.deflateNarrow(MessageBody.wrap(message), 6);
      assertThat(Deflate.inflate(narrow, Integer.MAX_VALUE, new byte[0])).isEqualTo(message);
    }
    assertThat(Deflate.deflateNarrow(MessageBody.wrap(text), 6)).hasSizeLessThan(1000);
  }

  @Test
  void storedBytesStandInFrontOfACompressedMessage() throws Exception {
    byte[] message = "hello hello hello".getBytes(StandardCharsets.US_ASCII);
    byte[] compressed = Deflate.deflate(MessageBody.wrap(message), 6);
    for (int size : new int[] {0, 1, 65_535, 65_536, 200_000}) {
      byte[] head = new byte[size];
      new Random(size).nextBytes(head);

      byte[] whole = Bytes.concat(Deflate.stored(head), compressed);

      assertThat(Deflate.inflate(whole, Integer.MAX_VALUE, new byte[0]))
          .isEqualTo(Bytes.concat(head, message));
    }
  }
}
