package org.pushrelay.server.http;

import java.util.concurrent.CompletableFuture;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseListener;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/** A request that the server makes to one of its own locations, with its whole response. */
final class InternalExchange implements Exchange {
  private final PushRequest request;
  private final ReceivedBody body;
  private final CompletableFuture<PushResponse> answer = new CompletableFuture<>();

  InternalExchange(PushRequest request, ReceivedBody body) {
    this.request = request;
    this.body = body;
  }

  CompletableFuture<PushResponse> response() {
    return answer;
  }

  @Override
  public PushRequest request() {
    return request;
  }

  @Override
  public void readBody(long maxBytes, BodyListener listener) {
    body.read(maxBytes, listener);
  }

  @Override
  public void respond(PushResponse response, ResponseListener listener) {
    answer.complete(response);
    listener.onSent();
  }

  @Override
  public ResponseStream stream(PushResponse head, StreamListener listener) {
    throw new IllegalStateException("streams are not read here");
  }

  /** Ignores the action: a request within the server has no client that can leave. */
  @Override
  public void whenClientGone(Runnable action) {}

  @Override
  public boolean noticesDeparture() {
    return true;
  }
}
