package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.pushrelay.server.transport.RefusedRequest;
import org.pushrelay.transport.PushRequest;

/**
 * One request as the access log has it. A text that is empty stands as {@code -} in the log.
 *
 * @param remoteAddress the client's address
 * @param remoteUser the user whose password was checked
 * @param time when the response was complete
 * @param request the request line, as {@code GET /sub?id=news HTTP/1.1}
 * @param status the status code of the response
 * @param bodyBytesSent how many bytes of the response's body went out
 * @param referer the request's {@code Referer} header
 * @param userAgent the request's {@code User-Agent} header
 */
record AccessLogLine(
    String remoteAddress,
    String remoteUser,
    ZonedDateTime time,
    String request,
    int status,
    long bodyBytesSent,
    String referer,
    String userAgent) {

  private static final DateTimeFormatter TIME_LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
  private static final String HEX = "0123456789ABCDEF";

  /** Checks that all are there. */
  AccessLogLine {
    requireNonNull(remoteAddress, "remoteAddress");
    requireNonNull(remoteUser, "remoteUser");
    requireNonNull(time, "time");
    requireNonNull(request, "request");
    requireNonNull(referer, "referer");
    requireNonNull(userAgent, "userAgent");
  }

  /** A request that has got no further than the transport. */
  static AccessLogLine of(RefusedRequest refused) {
    return new AccessLogLine(
        refused.remoteAddress(),
        "",
        now(),
        inBytes(refused.line()),
        refused.status(),
        refused.bodyBytes(),
        "",
        "");
  }

  static ZonedDateTime now() {
    return ZonedDateTime.now(ZoneId.systemDefault());
  }

  /** The first line of a request, as it came. */
  static String requestLine(PushRequest request) {
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    return request.method() + " " + inBytes(request.path() + query) + " " + request.protocol();
  }

  /** One character for each byte of UTF-8, as the headers have it. */
  static String inBytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /**
   * The line in nginx's combined format, without its end. Nothing that a client sends can end the
   * line or a quoted part of it: quotes, backslashes, control characters and everything that is not
   * ASCII stand as the {@code \xHH} of their bytes.
   */
  String combined() {
    StringBuilder line = new StringBuilder(160);
    append(line, remoteAddress);
    line.append(" - ");
    append(line, remoteUser);
    line.append(" [");
    TIME_LOCAL.formatTo(time, line);
    line.append("] \"");
    append(line, request);
    line.append("\" ").append(status).append(' ').append(bodyBytesSent).append(" \"");
    append(line, referer);
    line.append("\" \"");
    append(line, userAgent);
    return line.append('"').toString();
  }

  private static void append(StringBuilder line, String text) {
    if (text.isEmpty()) {
      line.append('-');
      return;
    }
    for (byte b : bytes(text)) {
      if (b < ' ' || b == 0x7f || b == '"' || b == '\\') {
        line.append("\\x").append(HEX.charAt((b >> 4) & 0xf)).append(HEX.charAt(b & 0xf));
      } else {
        line.append((char) b);
      }
    }
  }

  /** Servers make one character of each byte of a header; what is not from there is UTF-8. */
  private static byte[] bytes(String text) {
    boolean oneByteEach = text.chars().allMatch(c -> c <= 0xff);
    return text.getBytes(oneByteEach ? ISO_8859_1 : UTF_8);
  }
}
