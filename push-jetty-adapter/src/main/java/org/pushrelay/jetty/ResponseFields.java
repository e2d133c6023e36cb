package org.pushrelay.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/**
 * Header fields of responses as Jetty wants them, Content-Length among them. Those of the last
 * response are remembered: a broadcast makes them once, and has them encoded from its second client
 * on. Safe from any thread.
 */
final class ResponseFields {
  private volatile @Nullable Sent latest;

  /**
   * What was sent last.
   *
   * @param headers the response's; the response itself would keep its body in memory
   */
  private record Sent(
      int status, List<Header> headers, int size, List<HttpField> fields, boolean encoded) {
    // a broadcast has one and the same list for all; to compare what is in it would cost more than
    // it saves
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(PushResponse response) {
      return status == response.status()
          && headers == response.headers()
          && size == response.body().size();
    }
  }

  /** For this response and those of the same headers and size that follow. */
  List<HttpField> of(PushResponse response) {
    Sent sent = latest;
    if (sent == null || !sent.isFor(response)) {
      return remember(response, plain(response), false);
    }
    return sent.encoded()
        ? sent.fields()
        : remember(response, make(response, ResponseFields::encoded), true);
  }

  private List<HttpField> remember(PushResponse response, List<HttpField> fields, boolean encoded) {
    latest =
        new Sent(response.status(), response.headers(), response.body().size(), fields, encoded);
    return fields;
  }

  /** For this response only. */
  static List<HttpField> plain(PushResponse response) {
    return make(response, ResponseFields::plain);
  }

  /** For a response whose length is not known yet. */
  static List<HttpField> withoutLength(List<Header> headers) {
    return make(headers, ResponseFields::plain);
  }

  private static List<HttpField> make(
      PushResponse response, BiFunction<String, String, HttpField> maker) {
    List<HttpField> fields = make(response.headers(), maker);
    if (!HttpStatus.hasNoBody(response.status())) {
      fields.add(
          new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, response.body().size()));
    }
    return fields;
  }

  private static List<HttpField> make(
      List<Header> headers, BiFunction<String, String, HttpField> maker) {
    List<HttpField> fields = new ArrayList<>(headers.size() + 1);
    for (Header header : headers) {
      fields.add(maker.apply(header.name(), header.value()));
    }
    return fields;
  }

  /** Jetty would write a header it knows in its own spelling. */
  private static HttpField plain(String name, String value) {
    return new HttpField((HttpHeader) null, name, value);
  }

  private static HttpField encoded(String name, String value) {
    return new PreEncodedHttpField(name, value);
  }
}
