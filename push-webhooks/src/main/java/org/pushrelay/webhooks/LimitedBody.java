package org.pushrelay.webhooks;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.spi.BodyCollector;

/** Collects the body of a response, and gives up on one that is too long. One thread at a time. */
final class LimitedBody implements BodySubscriber<MessageBody> {
  private final int maxBytes;
  private final BodyCollector collector;
  private final CompletableFuture<MessageBody> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  LimitedBody(int maxBytes) {
    this.maxBytes = maxBytes;
    this.collector = new BodyCollector(maxBytes);
  }

  @Override
  public CompletionStage<MessageBody> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      if (!body.isDone() && !collector.add(piece)) {
        body.completeExceptionally(
            new IOException("the application's answer is longer than " + maxBytes + " bytes"));
        if (subscription != null) {
          subscription.cancel();
        }
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    if (!body.isDone()) {
      body.complete(collector.toBody());
    }
  }
}
