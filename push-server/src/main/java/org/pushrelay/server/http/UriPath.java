package org.pushrelay.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/** A request's path as nginx matches it: decoded, without double slashes, and without dots. */
final class UriPath {

  private UriPath() {}

  /** The path; nothing if the client made a mistake, or tried to leave the root. */
  static Optional<String> normalise(String raw) {
    if (!raw.startsWith("/")) {
      return Optional.empty();
    }
    if (isPlain(raw)) {
      return Optional.of(raw);
    }
    return decode(raw).flatMap(UriPath::resolve);
  }

  /**
   * Whether a path, once it is decoded, has a segment that means this directory or the one above.
   */
  static boolean hasDots(String raw) {
    return decode(raw).stream()
        .flatMap(decoded -> Arrays.stream(decoded.split("/", -1)))
        .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
  }

  /** Whether there is nothing to do, as in nearly all requests. */
  private static boolean isPlain(String raw) {
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      boolean dots = c == '/' && i + 1 < raw.length() && raw.charAt(i + 1) == '.';
      boolean doubled = c == '/' && i + 1 < raw.length() && raw.charAt(i + 1) == '/';
      if (c == '%' || c < ' ' || c > '~' || dots || doubled) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> decode(String raw) {
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i];
      if (b == '%') {
        int high = i + 1 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        b = high << 4 | low;
        i += 2;
      }
      if (b == 0) {
        return Optional.empty();
      }
      decoded.write(b);
    }
    return Optional.of(text(decoded.toByteArray()));
  }

  /** UTF-8, or what is none read byte by byte, so that different paths stay different. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static Optional<String> resolve(String path) {
    Deque<String> segments = new ArrayDeque<>();
    String[] parts = path.split("/", -1);
    for (String part : parts) {
      if (part.equals("..") && segments.pollLast() == null) {
        return Optional.empty();
      }
      if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        segments.addLast(part);
      }
    }
    String last = parts[parts.length - 1];
    boolean isDirectory = last.isEmpty() || last.equals(".") || last.equals("..");
    String whole = "/" + String.join("/", segments);
    return Optional.of(isDirectory && whole.length() > 1 ? whole + "/" : whole);
  }
}
