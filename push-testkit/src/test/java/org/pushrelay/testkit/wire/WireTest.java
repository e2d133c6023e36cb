package org.pushrelay.testkit.wire;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The wire, transcript by transcript: {@code README.txt} beside them says how to read them. */
class WireTest {

  static List<Transcript> nhpm() {
    return Stream.of(
            "nhpm-1-publisher.txt",
            "nhpm-2-channel-info.txt",
            "nhpm-3-delivery.txt",
            "nhpm-4-bodies-and-ids.txt",
            "nhpm-5-waiting.txt",
            "nhpm-6-buffers.txt")
        .flatMap(file -> Transcript.read(file).stream())
        .toList();
  }

  static List<Transcript> standard() {
    return Transcript.read("standard.txt");
  }

  static List<Transcript> nchan() {
    return Transcript.read("nchan.txt");
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

  @ParameterizedTest(name = "{0}")
  @MethodSource("nchan")
  void inTheNchanProfile(Transcript transcript) {
    new TranscriptRun(transcript, WireLocations::nchan).play();
  }
}
