package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.time.TimeSource;

/**
 * What was published with a key of the publisher's ({@code Idempotency-Key}), for some time and for
 * so many keys: who publishes it again, not knowing whether it was stored, stores nothing and gets
 * the first response. What was refused is forgotten, so that it can be tried again. Safe from any
 * thread.
 */
final class IdempotencyWindow {
  /** A longer key is refused. */
  static final int MAX_KEY_LENGTH = 255;

  private final Cache<Key, Publication> known;

  /**
   * A window.
   *
   * @param keys how many keys are remembered
   * @param time for how long
   */
  IdempotencyWindow(int keys, Duration time, TimeSource clock) {
    checkArgument(keys > 0, "keys: %s (expected: > 0)", keys);
    this.known =
        CacheBuilder.newBuilder()
            .maximumSize(keys)
            .expireAfterWrite(time)
            .ticker(
                new Ticker() {
                  @Override
                  public long read() {
                    return clock.nanos();
                  }
                })
            .build();
  }

  private record Key(List<ChannelId> ids, String text) {}

  /**
   * A message that was handed in with a key.
   *
   * @param digest tells the message from another one, without keeping its body
   */
  private record Publication(HashCode digest, CompletableFuture<List<PublishResult>> results) {
    static Publication of(MessageDraft draft) {
      return new Publication(digest(draft), new CompletableFuture<>());
    }

    /** Of all that a publisher sends; neither the type nor the event has a byte 0 in it. */
    private static HashCode digest(MessageDraft draft) {
      return Hashing.sha256()
          .newHasher()
          .putString(draft.contentType().orElse(""), UTF_8)
          .putByte((byte) 0)
          .putString(draft.event().orElse(""), UTF_8)
          .putByte((byte) 0)
          .putBytes(draft.body().asByteBuffer())
          .hash();
    }

    boolean isRetriedBy(Publication other) {
      return digest.equals(other.digest);
    }
  }

  /**
   * Publishes, if nothing was published with the key before.
   *
   * @return what became of the message the first time; empty if the key was used for another one
   */
  Optional<CompletableFuture<List<PublishResult>>> once(
      String text,
      List<ChannelId> ids,
      MessageDraft draft,
      Supplier<CompletableFuture<List<PublishResult>>> publish) {
    Key key = new Key(ids, text);
    Publication mine = Publication.of(draft);
    Publication first = known.asMap().putIfAbsent(key, mine);
    if (first != null) {
      return first.isRetriedBy(mine) ? Optional.of(first.results()) : Optional.empty();
    }
    CompletableFuture<?> unused =
        begin(publish)
            .whenComplete(
                (results, failure) -> {
                  if (failure != null || results.stream().anyMatch(this::isRefusal)) {
                    known.asMap().remove(key, mine);
                  }
                  if (failure == null) {
                    mine.results().complete(results);
                  } else {
                    mine.results().completeExceptionally(failure);
                  }
                });
    return Optional.of(mine.results());
  }

  /**
   * Starts the work. An exception that it throws becomes a failed future, so that a retry does not
   * wait for the result.
   */
  private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean isRefusal(PublishResult result) {
    return result instanceof PublishResult.Refused;
  }
}
