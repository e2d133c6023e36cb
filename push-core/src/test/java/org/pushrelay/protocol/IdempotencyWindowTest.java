package org.pushrelay.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.time.TimeSource;

class IdempotencyWindowTest {
  private final IdempotencyWindow window =
      new IdempotencyWindow(10, Duration.ofMinutes(1), TimeSource.system());

  private CompletableFuture<List<PublishResult>> once(
      Supplier<CompletableFuture<List<PublishResult>>> publish) {
    return window
        .once("key", List.of(ChannelId.of("a")), MessageDraft.text("m"), publish)
        .orElseThrow();
  }

  @Test
  void aTryThatThrowsIsForgotten() {
    Throwable unused =
        catchThrowable(
            () ->
                once(
                    () -> {
                      throw new IllegalStateException("a bug");
                    }));

    CompletableFuture<List<PublishResult>> again =
        once(() -> CompletableFuture.completedFuture(List.of()));

    assertThat(again).isCompletedWithValue(List.of());
  }
}
