package org.pushrelay.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageId;
import org.pushrelay.message.MultiplexedId;

/** Feeds arbitrary message ids to the reader of cursors, in each place where a client sends one. */
class CursorReaderFuzzTest {
  private static final String[] PLACES = {"if-modified-since", "if-none-match", "last-event-id"};

  @FuzzTest(maxDuration = "10m")
  void anyRequestIsACursorOrRefused(byte[] input) {
    String[] values = new String(input, ISO_8859_1).split("\n", -1);
    Map<String, List<String>> headers = new HashMap<>();
    for (int i = 0; i < Math.min(values.length, PLACES.length); i++) {
      headers.put(PLACES[i], List.of(values[i]));
    }
    TestRequest request = new TestRequest(headers);
    for (WireProfile profile : List.of(WireProfile.STANDARD, WireProfile.NCHAN, WireProfile.NHPM)) {
      for (boolean compound : new boolean[] {false, true}) {
        ResumeConfig config = ResumeConfig.builder().compoundEtags(compound).build();
        for (int channels : new int[] {1, 3}) {
          CursorReader reader = new CursorReader(config, profile);
          Optional<Cursor> cursor = reader.read(request, channels);
          cursor.ifPresent(found -> assertThat(found.in(channels - 1)).isNotNull());
          assertThat(reader.readSkipping(request, channels)).isNotNull();
        }
      }
    }
  }

  /** The ids that the relay itself gives out. */
  @FuzzTest(maxDuration = "10m")
  void issuedIdIsReadBackExactly(FuzzedDataProvider data) {
    long time = data.consumeLong(1, 253_402_300_799L);
    int[] tags = data.consumeInts(4);
    if (tags.length == 0) {
      return;
    }
    for (int i = 0; i < tags.length; i++) {
      tags[i] = tags[i] < 0 ? MultiplexedId.NONE : tags[i];
    }
    MultiplexedId id = new MultiplexedId(time, tags, data.consumeInt(0, tags.length - 1));
    Cursor expected = tags.length == 1 ? MultiplexedId.cursor(time, tags[0]) : Cursor.after(id);

    for (WireProfile profile : List.of(WireProfile.STANDARD, WireProfile.NCHAN)) {
      assertThat(read(profile, Map.of("last-event-id", List.of(id.toString())), tags.length))
          .as("%s as Last-Event-ID, %s", id, profile)
          .hasValue(expected);
      assertThat(
              read(
                  profile,
                  Map.of(
                      "if-modified-since", List.of(HttpDate.format(time)),
                      "if-none-match", List.of('"' + id.tags() + '"')),
                  tags.length))
          .as("%s as a date and a tag, %s", id, profile)
          .hasValue(expected);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void tagOfOneChannelIsReadWithAndWithoutQuotes(FuzzedDataProvider data) {
    MessageId id =
        new MessageId(data.consumeLong(1, 253_402_300_799L), data.consumeInt(0, 1 << 30));
    String date = HttpDate.format(id.time());

    for (String tag : List.of("%s", "\"%s\"", "W/\"%s\"", "\"%s-gzip\"", "\"%s--gzip\"")) {
      Map<String, List<String>> headers =
          Map.of(
              "if-modified-since", List.of(date),
              "if-none-match", List.of(tag.formatted(id.tags())));
      assertThat(read(WireProfile.STANDARD, headers, 1)).hasValue(Cursor.after(id));
    }
  }

  private static Optional<Cursor> read(
      WireProfile profile, Map<String, List<String>> headers, int channels) {
    return new CursorReader(ResumeConfig.DEFAULT, profile).read(new TestRequest(headers), channels);
  }
}
