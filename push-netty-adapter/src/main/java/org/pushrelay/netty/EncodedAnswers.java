package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * Answers as bytes of HTTP/1.1 (RFC 9112), and bodies as bytes for all. What was made last is kept:
 * in a broadcast, head and body are encoded once into one buffer, and each connection is given a
 * view of it. One for each event loop; called on that one only.
 */
final class EncodedAnswers {
  /** How the connection goes on after an answer. */
  enum Then {
    /** It stays open; HTTP/1.1 takes that for granted. */
    KEEP(""),
    /** It stays open, which HTTP/1.0 has to be told. */
    KEEP_HTTP10("Connection: keep-alive\r\n"),
    /** It ends. */
    CLOSE("Connection: close\r\n");

    private final String line;

    Then(String line) {
      this.line = line;
    }
  }

  private static final byte[] CONTENT_LENGTH = "Content-Length: ".getBytes(US_ASCII);
  private static final byte[] COLON = {':', ' '};
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final int ROOM_FOR_HEAD = 384;

  private final ByteBufAllocator allocator;
  private final DateLine date;
  private final Map<Integer, byte[]> statusLines = new HashMap<>();

  private @Nullable PushResponse knownBodyOf;
  private @Nullable ByteBuf body;
  private @Nullable PushResponse known;
  private @Nullable ByteBuf encoded;
  private long encodedIn;

  EncodedAnswers(ByteBufAllocator allocator, DateLine date) {
    this.allocator = allocator;
    this.date = date;
  }

  /**
   * The bytes of an answer that goes to many, on a connection that stays open: the caller's to
   * release.
   */
  ByteBuf shared(PushResponse answer) {
    long second = date.second();
    ByteBuf bytes = encoded;
    if (bytes == null || !isSame(known, answer) || encodedIn != second) {
      forgetOthers(answer);
      forgetEncoded();
      bytes = encode(answer, Then.KEEP, false);
      known = answer;
      encoded = bytes;
      encodedIn = second;
    }
    return bytes.retainedDuplicate();
  }

  /**
   * The body of an answer that goes to many, where the head cannot be shared: the caller's to
   * release.
   */
  ByteBuf sharedBody(PushResponse answer) {
    ByteBuf bytes = body;
    if (bytes == null || !isSame(knownBodyOf, answer)) {
      forgetOthers(answer);
      bytes = allocator.directBuffer(answer.body().size());
      bytes.writeBytes(answer.body().asByteBuffer());
      knownBodyOf = answer;
      body = bytes;
    }
    return bytes.retainedDuplicate();
  }

  @SuppressWarnings(
      "ReferenceEquality") // those who share an answer share the object, and only they
  private static boolean isSame(@Nullable PushResponse known, PushResponse answer) {
    return known == answer;
  }

  /**
   * Lets go of what is kept of other answers. Those who get the head along and those who do not may
   * come in turns, and each of the two has its buffer.
   */
  private void forgetOthers(PushResponse answer) {
    if (!isSame(known, answer)) {
      forgetEncoded();
    }
    if (!isSame(knownBodyOf, answer)) {
      forgetBody();
    }
  }

  /** Lets go of what is kept. */
  void forget() {
    forgetEncoded();
    forgetBody();
  }

  private void forgetBody() {
    if (body != null) {
      body.release();
    }
    body = null;
    knownBodyOf = null;
  }

  private void forgetEncoded() {
    if (encoded != null) {
      encoded.release();
    }
    encoded = null;
    known = null;
  }

  /**
   * The bytes of one answer: the caller's to release.
   *
   * @param headOnly whether it answers a HEAD request
   */
  ByteBuf encode(PushResponse answer, Then then, boolean headOnly) {
    boolean hasBody = hasBody(answer.status());
    int size = hasBody && !headOnly ? answer.body().size() : 0;
    ByteBuf out = allocator.directBuffer(ROOM_FOR_HEAD + size);
    out.writeBytes(statusLines.computeIfAbsent(answer.status(), EncodedAnswers::statusLine));
    for (Header header : answer.headers()) {
      out.writeBytes(header.name().getBytes(ISO_8859_1));
      out.writeBytes(COLON);
      out.writeBytes(header.value().getBytes(ISO_8859_1));
      out.writeBytes(LINE_END);
    }
    out.writeBytes(date.line());
    if (hasBody) {
      out.writeBytes(CONTENT_LENGTH);
      out.writeBytes(Integer.toString(answer.body().size()).getBytes(US_ASCII));
      out.writeBytes(LINE_END);
    }
    out.writeCharSequence(then.line, US_ASCII);
    out.writeBytes(LINE_END);
    if (size > 0) {
      out.writeBytes(answer.body().asByteBuffer());
    }
    return out;
  }

  /** Whether an answer of this status has a body, be it an empty one (RFC 9110, 6.4.1). */
  static boolean hasBody(int status) {
    return status != 204 && status != 304;
  }

  private static byte[] statusLine(int status) {
    String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
    return ("HTTP/1.1 " + status + " " + reason + "\r\n").getBytes(US_ASCII);
  }
}
