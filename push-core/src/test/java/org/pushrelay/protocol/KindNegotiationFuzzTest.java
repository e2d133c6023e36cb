package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Feeds arbitrary Accept headers to the choice of the subscriber's kind. */
class KindNegotiationFuzzTest {
  private final KindNegotiation choice =
      new KindNegotiation(Set.of(SubscriberKind.LONG_POLL, SubscriberKind.EVENT_STREAM), false);

  @FuzzTest(maxDuration = "10m")
  void eventStreamIsChosenExactlyIfAnElementNamesIt(byte[] input) {
    String accept = new String(input, ISO_8859_1);
    List<String> elements = List.of(accept.toLowerCase(Locale.ROOT).split("[ \t,;]+"));

    assertThat(choice.of(new TestRequest(Map.of("accept", List.of(accept)))))
        .hasValue(
            elements.contains("text/event-stream")
                ? SubscriberKind.EVENT_STREAM
                : SubscriberKind.LONG_POLL);
  }
}
