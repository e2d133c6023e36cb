package org.pushrelay.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.StatusReasons;

/**
 * Answers as bytes of HTTP/1.1 (RFC 9112), and bodies as bytes for all. What was made last is kept:
 * in a broadcast, head and body are encoded once into one buffer, and each connection is given a
 * view of it. One for each event loop; called on that one only.
 */
final class EncodedResponses {
  /** How the connection goes on after a response. */
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

    /** How the client of a request wants it, and its version takes it for granted. */
    static Then after(HttpRequest request) {
      if (!HttpUtil.isKeepAlive(request)) {
        return CLOSE;
      }
      return request.protocolVersion().isKeepAliveDefault() ? KEEP : KEEP_HTTP10;
    }
  }

  private static final String LINE_END = "\r\n";
  private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

  private final ByteBufAllocator allocator;
  private final DateLine date;
  private final UnsentBuffers lingering;
  private final Map<Integer, String> statusLines = new HashMap<>();

  /** Where heads are put together. */
  private byte[] head = new byte[512];

  private int headSize;

  private @Nullable PushResponse knownBodyOf;
  private @Nullable ByteBuf body;
  private @Nullable PushResponse known;
  private @Nullable ByteBuf encoded;
  private long encodedIn;

  EncodedResponses(ByteBufAllocator allocator, DateLine date, UnsentBuffers lingering) {
    this.allocator = allocator;
    this.lingering = lingering;
    this.date = date;
  }

  /**
   * The bytes of a response that goes to many, on a connection that stays open: the caller's to
   * release.
   */
  ByteBuf shared(PushResponse response) {
    long second = date.second();
    ByteBuf bytes = encoded;
    if (bytes == null || !isSame(known, response) || encodedIn != second) {
      forgetOthers(response);
      forgetEncoded();
      bytes = encode(response, Then.KEEP, false);
      known = response;
      encoded = bytes;
      encodedIn = second;
    }
    return bytes.retainedDuplicate();
  }

  /**
   * The body of a response that goes to many, where the head cannot be shared: the caller's to
   * release.
   */
  ByteBuf sharedBody(PushResponse response) {
    ByteBuf bytes = body;
    if (bytes == null || !isSame(knownBodyOf, response)) {
      forgetOthers(response);
      headSize = 0;
      bytes = withBody(response.body().asByteBuffer());
      knownBodyOf = response;
      body = bytes;
    }
    return bytes.retainedDuplicate();
  }

  @SuppressWarnings(
      "ReferenceEquality") // connections that share a response share the object, and only they
  private static boolean isSame(@Nullable PushResponse known, PushResponse response) {
    return known == response;
  }

  /**
   * Releases the buffers of other responses. Connections that get the head and connections that do
   * not may alternate, and each of the two kinds has its buffer.
   */
  private void forgetOthers(PushResponse response) {
    if (!isSame(known, response)) {
      forgetEncoded();
    }
    if (!isSame(knownBodyOf, response)) {
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
      lingering.track(body);
    }
    body = null;
    knownBodyOf = null;
  }

  private void forgetEncoded() {
    if (encoded != null) {
      lingering.track(encoded);
    }
    encoded = null;
    known = null;
  }

  /**
   * The bytes of one response: the caller's to release.
   *
   * @param headOnly whether it answers a HEAD request
   */
  ByteBuf encode(PushResponse response, Then then, boolean headOnly) {
    boolean hasBody = hasBody(response.status());
    beginHead(response.status(), response.headers());
    if (hasBody) {
      add("Content-Length: ");
      add(Integer.toString(response.body().size()));
      add(LINE_END);
    }
    add(then.line);
    add(LINE_END);
    return hasBody && !headOnly ? withBody(response.body().asByteBuffer()) : withBody(NO_BODY);
  }

  /**
   * The head of a response whose length is not known: the caller's to release.
   *
   * @param chunked whether its body is chunked, and does not go on until the connection ends
   */
  ByteBuf streamHead(PushResponse response, Then then, boolean chunked) {
    beginHead(response.status(), response.headers());
    if (chunked) {
      add("Transfer-Encoding: chunked\r\n");
    }
    add(then.line);
    add(LINE_END);
    return withBody(NO_BODY);
  }

  /** The head with which a connection leaves HTTP: the caller's to release. */
  ByteBuf upgradeHead(List<Header> headers) {
    beginHead(101, headers);
    add("Connection: upgrade\r\n");
    add(LINE_END);
    return withBody(NO_BODY);
  }

  private void beginHead(int status, List<Header> headers) {
    headSize = 0;
    add(statusLines.computeIfAbsent(status, EncodedResponses::statusLine));
    for (int i = 0; i < headers.size(); i++) {
      add(headers.get(i).name());
      add(": ");
      add(headers.get(i).value());
      add(LINE_END);
    }
    add(date.line());
  }

  private ByteBuf withBody(ByteBuffer bytes) {
    if (bytes.isDirect() && bytes.hasRemaining()) {
      // it is where the system can read it, as the bytes of a mapped file are
      ByteBuf headBytes = allocator.directBuffer(headSize).writeBytes(head, 0, headSize);
      return allocator
          .compositeDirectBuffer(2)
          .addComponents(true, headBytes, Unpooled.wrappedBuffer(bytes));
    }
    ByteBuf out = allocator.directBuffer(headSize + bytes.remaining());
    return out.writeBytes(head, 0, headSize).writeBytes(bytes);
  }

  /**
   * In ISO 8859-1; what that does not have must not become something else, a line's end perhaps.
   */
  private void add(String text) {
    int length = text.length();
    makeRoom(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      head[headSize + i] = (byte) (c > 0xff ? '?' : c);
    }
    headSize += length;
  }

  private void makeRoom(int more) {
    if (headSize + more > head.length) {
      head = Arrays.copyOf(head, Math.max(2 * head.length, headSize + more));
    }
  }

  /** Returns whether a response of this status has a body, even if empty (RFC 9110, 6.4.1). */
  static boolean hasBody(int status) {
    return status != 204 && status != 304;
  }

  private static String statusLine(int status) {
    return "HTTP/1.1 " + status + " " + StatusReasons.of(status) + LINE_END;
  }
}
