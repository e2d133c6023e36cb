package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** Brings each request that Jetty is done with to the access logs of its location. */
final class AnsweredRequests implements RequestLog {
  /** Where a request carries the logs that it goes to. */
  private static final String LOGS = AnsweredRequests.class.getName() + ".logs";

  /** Where a request carries the user whose password was checked. */
  private static final String USER = AnsweredRequests.class.getName() + ".user";

  /** nginx's status for a client that left before it was answered. */
  private static final int CLIENT_GONE = 499;

  private final Clock clock;
  private final Function<Request, List<AccessLog>> otherwise;

  /**
   * A way to the logs.
   *
   * @param otherwise the logs for requests that were refused before a location was found
   */
  AnsweredRequests(Clock clock, Function<Request, List<AccessLog>> otherwise) {
    this.clock = clock;
    this.otherwise = otherwise;
  }

  /** Says where a request is to be logged. */
  static void choose(Request request, List<AccessLog> logs) {
    request.setAttribute(LOGS, logs);
  }

  /** Says whom a request is from. */
  static void identify(Request request, String user) {
    request.setAttribute(USER, user);
  }

  @Override
  @SuppressWarnings("unchecked") // nobody else writes this attribute
  public void log(Request request, Response response) {
    List<AccessLog> logs = (List<AccessLog>) request.getAttribute(LOGS);
    if (logs == null) {
      logs = otherwise.apply(request);
    }
    if (!logs.isEmpty()) {
      AccessLogLine line = line(request, response);
      logs.forEach(log -> log.log(line));
    }
  }

  private AccessLogLine line(Request request, Response response) {
    return new AccessLogLine(
        orEmpty(Request.getRemoteAddr(request)),
        inBytes(Objects.toString(request.getAttribute(USER), "")),
        ZonedDateTime.now(clock),
        requestLine(request),
        response.isCommitted() ? response.getStatus() : CLIENT_GONE,
        Response.getContentBytesWritten(response),
        orEmpty(request.getHeaders().get(HttpHeader.REFERER)),
        orEmpty(request.getHeaders().get(HttpHeader.USER_AGENT)));
  }

  private static String requestLine(Request request) {
    String version = request.getConnectionMetaData().getHttpVersion().asString();
    return request.getMethod() + " " + inBytes(request.getHttpURI().getPathQuery()) + " " + version;
  }

  /** One character for each byte of UTF-8, as the headers have it. */
  private static String inBytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
