package org.pushrelay.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Heads of responses as containers want them. */
final class ServletHead {
  private ServletHead() {}

  /**
   * Sets status and header fields, without those of the framing.
   *
   * @param closes whether to ask for the end of the connection
   */
  static void write(PushResponse answer, boolean closes, HttpServletResponse response) {
    response.setStatus(answer.status());
    addAll(answer.headers(), response);
    keepContentType(answer.header("Content-Type"), response);
    if (closes) {
      response.setHeader("Connection", "close");
    }
  }

  /** Says at least a status, if it can: an exchange that is completed without one is a 200. */
  static void refuse(int status, HttpServletResponse response) {
    if (response.isCommitted()) {
      return;
    }
    response.setStatus(status);
    response.setContentLength(0);
    response.setHeader("Connection", "close");
  }

  static void addAll(List<Header> headers, HttpServletResponse response) {
    for (Header header : headers) {
      response.addHeader(header.name(), header.value());
    }
  }

  /** Some containers add a charset of their own choice to a content type without one. */
  private static void keepContentType(Optional<String> type, HttpServletResponse response) {
    boolean withoutCharset =
        type.filter(value -> !value.toLowerCase(Locale.ROOT).contains("charset")).isPresent();
    if (withoutCharset) {
      response.setCharacterEncoding(null);
    }
  }
}
