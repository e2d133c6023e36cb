package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** Feeds arbitrary paths to the decoder that locations are matched with. */
class UriPathFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void pathIsRefusedOrHasNoDotsAndNoEmptySegments(byte[] input) {
    String raw = "/" + new String(input, ISO_8859_1);

    UriPath.normalise(raw)
        .ifPresent(
            path -> {
              assertThat(path).startsWith("/").doesNotContain("//").doesNotContain("\0");
              assertThat(List.of(path.split("/", -1))).doesNotContain(".", "..");
            });
  }
}
