package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;

class HeadersExchangeTest {
  private static final Header OWN = new Header("Etag", "0");

  private static AddedHeader added(String name, String value) {
    return new AddedHeader(new Header(name, value), false);
  }

  private static AddedHeader always(String name, String value) {
    return new AddedHeader(new Header(name, value), true);
  }

  private static PushResponse answer(int status, AddedHeader... added) {
    InMemoryExchange exchange = InMemoryExchange.request("GET", "/sub").build();
    HeadersExchange.around(exchange, List.of(added), new LastRewrittenResponse())
        .respond(PushResponse.of(status, List.of(OWN), MessageBody.utf8("x")).closing());
    return exchange.response();
  }

  @Test
  void headersStandBehindTheOthersInTheirOrder() {
    PushResponse response = answer(200, added("X-B", "1"), always("X-A", "2"), added("X-B", "3"));

    assertThat(response)
        .isEqualTo(
            new PushResponse(
                200,
                List.of(
                    OWN, new Header("X-B", "1"), new Header("X-A", "2"), new Header("X-B", "3")),
                MessageBody.utf8("x"),
                true));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 206, 301, 302, 303, 304, 307, 308})
  void responsesOfTheseStatusesGetHeaders(int status) {
    assertThat(answer(status, added("X-A", "1")).headers()).contains(new Header("X-A", "1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {202, 400, 403, 404, 405, 409, 410, 413, 500, 503, 507})
  void otherStatusesGetHeadersOnlyWithAlways(int status) {
    assertThat(answer(status, added("X-A", "1"), always("X-B", "2")).headers())
        .containsExactly(OWN, new Header("X-B", "2"));
  }

  @Test
  void anEmptyValueIsNotWritten() {
    assertThat(answer(200, added("X-A", "")).headers()).containsExactly(OWN);
  }

  @Test
  void anEtagTakesThePlaceOfTheOther() {
    assertThat(answer(200, added("ETag", "\"1\"")).headers())
        .containsExactly(new Header("ETag", "\"1\""));
    assertThat(answer(200, added("etag", "")).headers()).isEmpty();
    assertThat(answer(404, added("etag", "")).headers()).containsExactly(OWN);
  }

  @Test
  void withoutHeadersTheExchangeIsTheSame() {
    InMemoryExchange exchange = InMemoryExchange.request("GET", "/sub").build();

    assertThat(HeadersExchange.around(exchange, List.of(), new LastRewrittenResponse()))
        .isSameAs(exchange);
  }

  @Test
  void allElseIsLeftToTheExchangeBehind() {
    InMemoryExchange behind = InMemoryExchange.request("POST", "/pub?id=1").body("hello").build();
    Exchange exchange =
        HeadersExchange.around(behind, List.of(added("X-A", "1")), new LastRewrittenResponse());
    AtomicInteger gone = new AtomicInteger();
    AtomicInteger bodies = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();

    assertThat(exchange.request()).isSameAs(behind.request());
    assertThat(exchange.loop()).isSameAs(behind.loop());
    assertThat(exchange.noticesDeparture()).isTrue();
    exchange.readBody(
        100,
        new BodyListener() {
          @Override
          public void onBody(MessageBody body) {
            bodies.addAndGet(body.size());
          }

          @Override
          public void onTooLarge() {}

          @Override
          public void onNoRoom() {}

          @Override
          public void onFailure(Throwable cause) {}
        });
    exchange.whenClientGone(gone::incrementAndGet);
    behind.clientLeaves();
    exchange.respond(
        PushResponse.of(200),
        new ResponseListener() {
          @Override
          public void onSent() {}

          @Override
          public void onFailure(Throwable cause) {
            failed.incrementAndGet();
          }
        });

    assertThat(bodies).hasValue(5);
    assertThat(gone).hasValue(1);
    assertThat(failed).hasValue(1);
  }
}
