package org.pushrelay.testkit.wire;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire, transcript by transcript: {@code wire-nhpm.txt} and {@code wire-standard.txt}. */
class WireTest {

  static List<Transcript> nhpm() {
    return Transcript.read("wire-nhpm.txt");
  }

  static List<Transcript> standard() {
    return Transcript.read("wire-standard.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nhpm")
  void inTheNhpmProfile(Transcript transcript) {
    new TranscriptRun(transcript, WireLocations::nhpm).play();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("standard")
  void inTheStandardProfile(Transcript transcript) {
    new TranscriptRun(transcript, WireLocations::standard).play();
  }
}
