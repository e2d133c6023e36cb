package org.pushrelay.server.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.http.LogFiles.LogFile;

/** Writes one line per request in the combined format, as nginx does. */
final class AccessLog implements RequestLog {
  /** Where a request carries the files that it is logged to. */
  private static final String FILES = AccessLog.class.getName();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  private final Clock clock;
  private final Function<Request, List<LogFile>> otherwise;

  /**
   * A log.
   *
   * @param otherwise the files for requests that were refused before a location was found
   */
  AccessLog(Clock clock, Function<Request, List<LogFile>> otherwise) {
    this.clock = clock;
    this.otherwise = otherwise;
  }

  /** Says where a request is to be logged. */
  static void choose(Request request, List<LogFile> files) {
    request.setAttribute(FILES, files);
  }

  @Override
  @SuppressWarnings("unchecked") // nobody else writes this attribute
  public void log(Request request, Response response) {
    List<LogFile> files = (List<LogFile>) request.getAttribute(FILES);
    if (files == null) {
      files = otherwise.apply(request);
    }
    if (!files.isEmpty()) {
      String line = line(request, response);
      files.forEach(file -> file.write(line));
    }
  }

  private String line(Request request, Response response) {
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    String query = request.getHttpURI().getQuery();
    return Request.getRemoteAddr(request)
        + " - "
        + escape(authorization == null ? null : AccessLog.user(authorization))
        + " ["
        + TIME.format(ZonedDateTime.now(clock))
        + "] \""
        + escape(request.getMethod())
        + " "
        + escape(request.getHttpURI().getPath())
        + (query == null ? "" : "?" + escape(query))
        + " "
        + request.getConnectionMetaData().getHttpVersion().asString()
        + "\" "
        + status(response)
        + " "
        + Response.getContentBytesWritten(response)
        + " \""
        + escape(request.getHeaders().get(HttpHeader.REFERER))
        + "\" \""
        + escape(request.getHeaders().get(HttpHeader.USER_AGENT))
        + "\"";
  }

  /** 499 is nginx's word for a client that left before it was answered. */
  private static int status(Response response) {
    return response.isCommitted() ? response.getStatus() : 499;
  }

  private static @Nullable String user(String authorization) {
    return RoutedRequest.credentials(authorization)
        .map(RoutedRequest.Credentials::user)
        .orElse(null);
  }

  /** As nginx: what is not printable ASCII, and what has a meaning in the line, in hex. */
  static String escape(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    StringBuilder escaped = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b < ' ' || b > '~' || b == '"' || b == '\\') {
        escaped.append("\\x%02X".formatted(b));
      } else {
        escaped.append((char) b);
      }
    }
    return escaped.toString();
  }
}
