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
 * Header fields of answers as Jetty wants them, Content-Length among them. Those of the last answer
 * are remembered: a broadcast makes them once, and has them encoded from its second client on. Safe
 * from any thread.
 */
final class AnswerFields {
  private volatile @Nullable Sent latest;

  /**
   * What was sent last.
   *
   * @param headers the answer's; the answer itself would keep its body in memory
   */
  private record Sent(
      int status, List<Header> headers, int size, List<HttpField> fields, boolean encoded) {
    // a broadcast has one and the same list for all; to compare what is in it would cost more than
    // it saves
    @SuppressWarnings("ReferenceEquality")
    boolean isFor(PushResponse answer) {
      return status == answer.status()
          && headers == answer.headers()
          && size == answer.body().size();
    }
  }

  /** For this answer and those of the same headers and size that follow. */
  List<HttpField> of(PushResponse answer) {
    Sent sent = latest;
    if (sent == null || !sent.isFor(answer)) {
      return remember(answer, plain(answer), false);
    }
    return sent.encoded()
        ? sent.fields()
        : remember(answer, make(answer, AnswerFields::encoded), true);
  }

  private List<HttpField> remember(PushResponse answer, List<HttpField> fields, boolean encoded) {
    latest = new Sent(answer.status(), answer.headers(), answer.body().size(), fields, encoded);
    return fields;
  }

  /** For this answer only. */
  static List<HttpField> plain(PushResponse answer) {
    return make(answer, AnswerFields::plain);
  }

  /** For an answer whose length is not known yet. */
  static List<HttpField> withoutLength(List<Header> headers) {
    return make(headers, AnswerFields::plain);
  }

  private static List<HttpField> make(
      PushResponse answer, BiFunction<String, String, HttpField> maker) {
    List<HttpField> fields = make(answer.headers(), maker);
    if (!HttpStatus.hasNoBody(answer.status())) {
      fields.add(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, answer.body().size()));
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
