package org.pushrelay.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.websocket.ClientFrame.BINARY;
import static org.pushrelay.websocket.ClientFrame.CLOSE;
import static org.pushrelay.websocket.ClientFrame.FIN;
import static org.pushrelay.websocket.ClientFrame.MORE;
import static org.pushrelay.websocket.ClientFrame.PING;
import static org.pushrelay.websocket.ClientFrame.PONG;
import static org.pushrelay.websocket.ClientFrame.RSV1;
import static org.pushrelay.websocket.ClientFrame.TEXT;
import static org.pushrelay.websocket.ClientFrame.close;
import static org.pushrelay.websocket.ClientFrame.deflated;
import static org.pushrelay.websocket.ClientFrame.frame;
import static org.pushrelay.websocket.ClientFrame.hex;
import static org.pushrelay.websocket.ClientFrame.together;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;

/** What comes out for what goes in, however it is cut. Messages may have 1000 bytes. */
class MessageReaderTest {
  private static final int MAX = 1000;
  private static final Optional<DeflateTerms> PLAIN = Optional.empty();
  private static final Optional<DeflateTerms> PER_MESSAGE =
      Optional.of(new DeflateTerms(false, 15, ""));
  private static final Optional<DeflateTerms> PER_FRAME =
      Optional.of(new DeflateTerms(true, 10, ""));
  private static final byte[] TEXT_A = frame(FIN | TEXT, "a");
  private static final byte[] BYE = close(1000, "");

  static Stream<Arguments> rows() {
    return Stream.of(
        // messages
        row("text", "text(Hello)", frame(FIN | TEXT, "Hello")),
        row("the example of RFC 6455, 5.7", "text(Hello)", hex("818537fa213d7f9f4d5158")),
        row("empty text", "text()", frame(FIN | TEXT, "")),
        row("empty binary", "binary()", frame(FIN | BINARY, "")),
        row("binary", "binary(\u00ff\u0000)", frame(FIN | BINARY, "\u00ff\u0000")),
        row("two messages", "text(a) text(b)", TEXT_A, frame(FIN | TEXT, "b")),
        row("125 bytes", "text(" + "x".repeat(125) + ")", frame(FIN | TEXT, "x".repeat(125))),
        row("126 bytes", "text(" + "x".repeat(126) + ")", frame(FIN | TEXT, "x".repeat(126))),
        row("as many bytes as may", "text(" + "x".repeat(MAX) + ")", big(MAX)),
        row("half a message", "", Arrays.copyOf(TEXT_A, TEXT_A.length - 1)),
        // fragments
        row("two fragments", "text(ab)", frame(TEXT, "a"), frame(FIN | MORE, "b")),
        row("three, and empty ones", "binary(b)", frame(BINARY, ""), more("b"), last("")),
        row("empty fragments only", "text()", frame(TEXT, ""), more(""), more(""), last("")),
        row(
            "a ping between fragments",
            "ping(p) text(ab)",
            frame(TEXT, "a"),
            frame(FIN | PING, "p"),
            last("b")),
        row("a close between fragments", "close(1000)", frame(TEXT, "a"), BYE, last("b")),
        row("a fragment of nothing", "violation(1002)", last("a")),
        row("more of nothing", "violation(1002)", more("a")),
        row("a text within a text", "violation(1002)", frame(TEXT, "a"), TEXT_A),
        row("a binary within a text", "violation(1002)", frame(TEXT, "a"), frame(BINARY, "a")),
        row("a fragment behind the last", "text(ab) violation(1002)", ab(), last("c")),
        // control frames
        row("ping", "ping()", frame(FIN | PING, "")),
        row("ping of 125", "ping(" + "x".repeat(125) + ")", frame(FIN | PING, "x".repeat(125))),
        row("ping of 126", "violation(1002)", frame(FIN | PING, "x".repeat(126))),
        row("fragmented ping", "violation(1002)", frame(PING, "x")),
        row("pong", "pong(x)", frame(FIN | PONG, "x")),
        row("pong of 126", "violation(1002)", frame(FIN | PONG, "x".repeat(126))),
        row("fragmented pong", "violation(1002)", frame(PONG, "")),
        row("fragmented close", "violation(1002)", frame(CLOSE, "")),
        row("close of 126", "violation(1002)", close(1000, "x".repeat(124))),
        // heads
        row("not masked", "violation(1002)", hex("810548656c6c6f")),
        row("a ping that is not masked", "violation(1002)", hex("8900")),
        row("RSV1", "violation(1002)", frame(FIN | RSV1 | TEXT, "a")),
        row("RSV2", "violation(1002)", frame(FIN | 0x20 | TEXT, "a")),
        row("RSV3", "violation(1002)", frame(FIN | 0x10 | TEXT, "a")),
        row("RSV1 on a ping", "violation(1002)", frame(FIN | RSV1 | PING, "a")),
        row("opcode 3", "violation(1002)", frame(FIN | 0x3, "a")),
        row("opcode 7", "violation(1002)", frame(FIN | 0x7, "a")),
        row("opcode 11", "violation(1002)", frame(FIN | 0xb, "a")),
        row("opcode 15", "violation(1002)", frame(FIN | 0xf, "a")),
        row("125 in two bytes", "violation(1002)", frame(FIN | TEXT, 2, 125, new byte[0])),
        row("0 in two bytes", "violation(1002)", frame(FIN | TEXT, 2, 0, new byte[0])),
        row("65535 in eight bytes", "violation(1002)", frame(FIN | TEXT, 8, 65535, new byte[0])),
        row("a negative length", "violation(1002)", frame(FIN | TEXT, 8, -1, new byte[0])),
        row("nothing is read behind it", "violation(1002)", hex("8100"), TEXT_A, BYE),
        // sizes
        row("a byte too many", "violation(1009)", big(MAX + 1)),
        row(
            "2^62 bytes, of which none has come",
            "violation(1009)",
            frame(FIN | BINARY, 8, 1L << 62, new byte[0])),
        row(
            "too many in fragments",
            "violation(1009)",
            frame(TEXT, "x".repeat(600)),
            more("x".repeat(400)),
            last("x")),
        row("the close behind what is too big", "violation(1009) close(1000)", big(2000), BYE),
        row("no message behind it", "violation(1009) close(1000)", big(2000), TEXT_A, BYE),
        row("what is broken behind it", "violation(1009) violation(1002)", big(2000), hex("8100")),
        // UTF-8
        row("an umlaut", "text(\u00c3\u00bc)", frame(FIN | TEXT, "\u00c3\u00bc")),
        row("cut in two", "text(\u00c3\u00bc)", frame(TEXT, "\u00c3"), last("\u00bc")),
        row("half an umlaut", "violation(1007)", frame(FIN | TEXT, "\u00c3")),
        row("overlong", "violation(1007)", frame(FIN | TEXT, "\u00c0\u00af")),
        row("a surrogate", "violation(1007)", frame(FIN | TEXT, "\u00ed\u00a0\u0080")),
        row("above U+10FFFF", "violation(1007)", frame(FIN | TEXT, "\u00f4\u0090\u0080\u0080")),
        row("binary may be anything", "binary(\u00c0\u00af)", frame(FIN | BINARY, "\u00c0\u00af")),
        row("bad text in fragments", "violation(1007)", frame(TEXT, "\u00c3"), last("a")),
        row("the close behind bad text", "violation(1007) close(1000)", badText(), TEXT_A, BYE),
        // the end
        row("close without a code", "close(1005)", frame(FIN | CLOSE, "")),
        row("close with half a code", "violation(1002)", frame(FIN | CLOSE, "\u0003")),
        row("close with a reason", "close(1001 away)", close(1001, "away")),
        row("close 999", "violation(1002)", close(999, "")),
        row("close 1004", "violation(1002)", close(1004, "")),
        row("close 1005", "violation(1002)", close(1005, "")),
        row("close 1006", "violation(1002)", close(1006, "")),
        row("close 1014", "close(1014)", close(1014, "")),
        row("close 1015", "violation(1002)", close(1015, "")),
        row("close 2999", "violation(1002)", close(2999, "")),
        row("close 3000", "close(3000)", close(3000, "")),
        row("close 4999", "close(4999)", close(4999, "")),
        row("close 5000", "violation(1002)", close(5000, "")),
        row("close 65535", "violation(1002)", close(65535, "")),
        row("a reason that is not UTF-8", "violation(1007)", close(1000, "\u00c3")),
        row("nothing is read behind a close", "text(a) close(1000)", TEXT_A, BYE, TEXT_A));
  }

  static Stream<Arguments> compressedRows() {
    byte[] hello = deflated("Hello");
    byte[] half = Arrays.copyOf(hello, 2);
    byte[] rest = Arrays.copyOfRange(hello, 2, hello.length);
    return Stream.of(
        row("compressed", "text(Hello)", frame(FIN | RSV1 | TEXT, hello)),
        row("the example of RFC 7692, 7.2.3.1", "text(Hello)", packed("f248cdc9c90700")),
        row("not compressed (7.2.3.3)", "text(Hello)", packed("000500faff48656c6c6f00")),
        row("a last block (7.2.3.4)", "text(Hello)", packed("f348cdc9c9070000")),
        row("two blocks (7.2.3.5)", "text(Hello)", packed("f248050000 00ffffcac9c90700")),
        row("nothing", "text()", packed("00")),
        row("no block at all", "text()", packed("")),
        row("a plain one, too", "text(Hello)", frame(FIN | TEXT, "Hello")),
        row("each for itself", "text(Hello) text(Hello)", packed(hello), packed(hello)),
        row("in fragments", "text(Hello)", frame(RSV1 | TEXT, half), frame(FIN | MORE, rest)),
        row(
            "a ping between",
            "ping() text(Hello)",
            frame(RSV1 | TEXT, half),
            frame(FIN | PING, ""),
            frame(FIN | MORE, rest)),
        row(
            "RSV1 on a later fragment",
            "violation(1002)",
            frame(RSV1 | TEXT, half),
            frame(FIN | RSV1 | MORE, rest)),
        row("RSV1 on a ping", "violation(1002)", frame(FIN | RSV1 | PING, "")),
        row("RSV2", "violation(1002)", frame(FIN | RSV1 | 0x20 | TEXT, hello)),
        row("no deflate", "violation(1007)", packed("ffffff")),
        row("a reference to before the message", "violation(1007)", packed("f200110000")),
        row("no UTF-8 inside", "violation(1007)", packed(deflated("\u00c3"))),
        row("as much as may", "text(" + "x".repeat(MAX) + ")", packed(deflated("x".repeat(MAX)))),
        row("a byte too many", "violation(1009)", packed(deflated("x".repeat(MAX + 1)))),
        row("a bomb", "violation(1009)", packed(deflated(new byte[700_000]))),
        row(
            "the close behind a bomb",
            "violation(1009) close(1000)",
            packed(deflated(new byte[700_000])),
            TEXT_A,
            BYE));
  }

  private static Arguments row(String name, String expected, byte[]... parts) {
    return Arguments.of(name, expected, together(parts));
  }

  private static byte[] more(String payload) {
    return frame(MORE, payload);
  }

  private static byte[] last(String payload) {
    return frame(FIN | MORE, payload);
  }

  private static byte[] ab() {
    return together(frame(TEXT, "a"), last("b"));
  }

  private static byte[] big(int size) {
    return frame(FIN | TEXT, "x".repeat(size));
  }

  private static byte[] badText() {
    return frame(FIN | TEXT, "\u00ff");
  }

  private static byte[] packed(String digits) {
    return packed(hex(digits));
  }

  private static byte[] packed(byte[] payload) {
    return frame(FIN | RSV1 | TEXT, payload);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void reads(String name, String expected, byte[] bytes) {
    checkHoweverCut(PLAIN, expected, bytes);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("compressedRows")
  void readsWhatIsCompressed(String name, String expected, byte[] bytes) {
    checkHoweverCut(PER_MESSAGE, expected, bytes);
  }

  static Stream<Arguments> frameRows() {
    byte[][] linked = linked("Hello, hello, hello", "Hello, hello, hello again", "Hello");
    byte[][] far = linked("x".repeat(600) + "y", "z".repeat(399), "x".repeat(600));
    return Stream.of(
        row("compressed", "text(Hello)", frame(FIN | RSV1 | TEXT, deflated("Hello"))),
        row("a plain one", "text(Hello)", frame(FIN | TEXT, "Hello")),
        row(
            "messages that refer to those before them",
            "text(Hello, hello, hello) text(Hello, hello, hello again) text(Hello)",
            frame(FIN | RSV1 | TEXT, linked[0]),
            frame(FIN | RSV1 | TEXT, linked[1]),
            frame(FIN | RSV1 | TEXT, linked[2])),
        row(
            "fragments that are compressed each for itself, plain ones and a ping between them",
            "ping(p) text(Hello, hello, hello and Hello, hello, hello again)",
            frame(RSV1 | TEXT, linked[0]),
            more(" and "),
            frame(FIN | PING, "p"),
            frame(FIN | RSV1 | MORE, linked[1])),
        row(
            "as far back as the window reaches",
            "text("
                + "x".repeat(600)
                + "y) text("
                + "z".repeat(399)
                + ") text("
                + "x".repeat(600)
                + ")",
            frame(FIN | RSV1 | TEXT, far[0]),
            frame(FIN | RSV1 | TEXT, far[1]),
            frame(FIN | RSV1 | TEXT, far[2])),
        row(
            "what was lost from the context",
            "violation(1007)",
            frame(FIN | RSV1 | TEXT, linked[1])),
        row("half of it", "violation(1007)", frame(FIN | RSV1 | TEXT, new byte[] {7, 7})),
        row("RSV1 on a ping", "violation(1002)", frame(FIN | RSV1 | PING, "a")),
        row("a fragment of nothing", "violation(1002)", frame(FIN | RSV1 | MORE, linked[0])),
        row(
            "as many bytes as may",
            "text(" + "x".repeat(MAX) + ")",
            frame(FIN | RSV1 | TEXT, deflated("x".repeat(MAX)))),
        row(
            "a byte too many",
            "violation(1009) close(1000)",
            frame(FIN | RSV1 | TEXT, deflated("x".repeat(MAX + 1))),
            BYE),
        row(
            "a million bytes in a thousand",
            "violation(1009)",
            frame(FIN | RSV1 | TEXT, deflated("x".repeat(900_000)))),
        row(
            "too many in fragments",
            "violation(1009)",
            frame(RSV1 | TEXT, deflated("x".repeat(600))),
            frame(FIN | RSV1 | MORE, deflated("x".repeat(401)))),
        row(
            "an umlaut cut in two",
            "text(\u00c3\u00bc)",
            frame(RSV1 | TEXT, deflated("\u00c3")),
            frame(FIN | RSV1 | MORE, deflated("\u00bc"))));
  }

  /** Payloads of which each may refer to those before it. */
  private static byte[][] linked(String... texts) {
    Deflater deflater = new Deflater(9, true);
    byte[][] frames = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      deflater.setInput(texts[i].getBytes(ISO_8859_1));
      byte[] bytes = new byte[2000];
      int count = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
      frames[i] = Arrays.copyOf(bytes, count - 4);
    }
    deflater.end();
    return frames;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frameRows")
  void readsFramesThatAreCompressedEach(String name, String expected, byte[] bytes) {
    checkHoweverCut(PER_FRAME, expected, bytes);
  }

  private static void checkHoweverCut(
      Optional<DeflateTerms> deflate, String expected, byte[] bytes) {
    assertThat(outcome(read(deflate, bytes))).isEqualTo(expected);
    assertThat(outcome(readInPieces(deflate, bytes, 1))).isEqualTo(expected);
    assertThat(outcome(readInPieces(deflate, bytes, 3))).isEqualTo(expected);
    for (int cut = 1; cut < Math.min(bytes.length, 40); cut++) {
      byte[] first = Arrays.copyOf(bytes, cut);
      byte[] second = Arrays.copyOfRange(bytes, cut, bytes.length);
      assertThat(outcome(read(deflate, first, second))).as("cut at %s", cut).isEqualTo(expected);
    }
  }

  private static List<Incoming> readInPieces(
      Optional<DeflateTerms> deflate, byte[] bytes, int size) {
    byte[][] pieces = new byte[(bytes.length + size - 1) / size][];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size));
    }
    return read(deflate, pieces);
  }

  private static List<Incoming> read(Optional<DeflateTerms> deflate, byte[]... pieces) {
    List<Incoming> events = new ArrayList<>();
    MessageReader reader = new MessageReader(MAX, deflate, BufferBudget.unlimited(), events::add);
    for (byte[] piece : pieces) {
      reader.read(ByteBuffer.wrap(piece.clone()));
    }
    return events;
  }

  private static String outcome(List<Incoming> events) {
    return events.stream().map(MessageReaderTest::shown).collect(Collectors.joining(" "));
  }

  private static String shown(Incoming event) {
    if (event instanceof Incoming.Data data) {
      return data.kind().name().toLowerCase(Locale.ROOT) + "(" + bytes(data.body()) + ")";
    } else if (event instanceof Incoming.Ping ping) {
      return "ping(" + bytes(ping.body()) + ")";
    } else if (event instanceof Incoming.Pong pong) {
      return "pong(" + bytes(pong.body()) + ")";
    } else if (event instanceof Incoming.Close close) {
      return "close(" + (close.code() + " " + close.reason()).trim() + ")";
    } else if (event instanceof Incoming.Violation violation) {
      return "violation(" + violation.code() + ")";
    }
    throw new AssertionError(event);
  }

  private static String bytes(MessageBody body) {
    return new String(body.toByteArray(), ISO_8859_1);
  }

  @Test
  void messageThatArrivesInPiecesIsCountedUntilItIsWhole() {
    BufferBudget budget = BufferBudget.of(1 << 20);
    List<Incoming> events = new ArrayList<>();
    MessageReader reader = new MessageReader(10_000, PLAIN, budget, events::add);
    byte[] message = big(5000);

    reader.read(ByteBuffer.wrap(message, 0, 3000));
    assertThat(budget.used()).isGreaterThanOrEqualTo(2900);
    reader.read(ByteBuffer.wrap(message, 3000, message.length - 3000));

    assertThat(events).hasSize(1);
    assertThat(budget.used()).isZero();
  }

  @Test
  void messageForWhichThereIsNoRoomEndsInTryLater() {
    BufferBudget budget = BufferBudget.of(2000);
    List<Incoming> events = new ArrayList<>();
    MessageReader reader = new MessageReader(10_000, PLAIN, budget, events::add);
    byte[] message = big(5000);

    reader.read(ByteBuffer.wrap(message, 0, 3000));
    reader.read(ByteBuffer.wrap(message, 3000, message.length - 3000));
    reader.read(ByteBuffer.wrap(BYE));

    assertThat(outcome(events)).isEqualTo("violation(1013) close(1000)");
    assertThat(budget.used()).isZero();
  }

  @Test
  void wholeMessageNeedsNoRoom() {
    BufferBudget budget = BufferBudget.of(1);
    List<Incoming> events = new ArrayList<>();

    new MessageReader(10_000, PLAIN, budget, events::add).read(ByteBuffer.wrap(big(5000)));

    assertThat(events).singleElement().isInstanceOf(Incoming.Data.class);
  }

  @Test
  void messageThatDecompressesToMoreThanThereIsRoomForEndsInTryLater() {
    BufferBudget budget = BufferBudget.of(20_000);
    List<Incoming> events = new ArrayList<>();
    MessageReader reader = new MessageReader(1 << 20, PER_MESSAGE, budget, events::add);
    byte[] small = Deflate.deflate(MessageBody.wrap(new byte[200_000]), 6);

    reader.read(ByteBuffer.wrap(frame(FIN | RSV1 | BINARY, new String(small, ISO_8859_1))));

    assertThat(outcome(events)).isEqualTo("violation(1013)");
    assertThat(budget.used()).isZero();
  }

  @Test
  void connectionThatEndsWithinAMessageLeavesNothingBehind() {
    BufferBudget budget = BufferBudget.of(1 << 20);
    MessageReader reader = new MessageReader(10_000, PLAIN, budget, event -> {});
    reader.read(ByteBuffer.wrap(big(5000), 0, 3000));

    reader.release();

    assertThat(budget.used()).isZero();
  }

  @Test
  void afterADiscardOnlyTheEndIsTold() {
    List<Incoming> events = new ArrayList<>();
    MessageReader reader = new MessageReader(MAX, PLAIN, BufferBudget.unlimited(), events::add);
    reader.read(ByteBuffer.wrap(frame(TEXT, "a")));

    reader.discard();
    reader.read(ByteBuffer.wrap(together(last("b"), frame(FIN | PING, ""), big(5000), BYE)));

    assertThat(outcome(events)).isEqualTo("close(1000)");
  }

  /** Bytes of any kind, and bytes that were good until some of them were changed. */
  @Test
  void neverThrowsAndNeverDependsOnTheCuts() {
    long seed = System.getenv("PUSH_SEED") == null ? 7 : Long.parseLong(System.getenv("PUSH_SEED"));
    Random random = new Random(seed);
    List<byte[]> good =
        Stream.of(rows(), compressedRows(), frameRows())
            .flatMap(all -> all)
            .map(row -> (byte[]) row.get()[2])
            .toList();
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = round % 4 == 0 ? anyBytes(random) : changed(random, good);
      Optional<DeflateTerms> deflate =
          List.of(PLAIN, PER_MESSAGE, PER_FRAME).get(random.nextInt(3));
      List<Incoming> whole = read(deflate, bytes);
      List<Incoming> cut = read(deflate, cut(bytes, random));
      assertThat(cut).as("seed %s, round %s", seed, round).isEqualTo(whole);
    }
  }

  private static byte[] anyBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(60)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] changed(Random random, List<byte[]> good) {
    byte[][] parts = new byte[1 + random.nextInt(4)][];
    Arrays.setAll(parts, i -> good.get(random.nextInt(good.size())));
    byte[] bytes = together(parts);
    for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(Math.min(bytes.length, 80))] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static byte[][] cut(byte[] bytes, Random random) {
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + random.nextInt(1 + random.nextInt(30)));
      pieces.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    return pieces.toArray(byte[][]::new);
  }
}
