package org.pushrelay.testkit.race;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.channel.ChannelEvent;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.Channels;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.Delivery;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.message.MultiplexedId;
import org.pushrelay.store.memory.MemoryChannelStore;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.subscriber.StreamPolicy;
import org.pushrelay.subscriber.StreamSubscriber;
import org.pushrelay.subscriber.StreamSubscription;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.ManualTime;

/** Many channels read as one, while others publish on them, and time goes on. */
class MergeRaceTest {
  private static final int CHANNELS = 20;
  private static final int PUBLISHERS = 4;
  private static final int EACH = 80;

  /** Who lags behind by more goes on with the newest. */
  private static final int MAX_LAG = 8;

  private static final Duration HEARTBEAT = Duration.ofMillis(1);
  private static final BufferPolicy KEPT =
      BufferPolicy.builder().timeout(Duration.ofDays(1)).build();

  private final ManualTime time = new ManualTime();
  private final long seed = System.nanoTime();
  private final AtomicInteger joined = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final Channels channels =
      new Channels(
          new MemoryChannelStore(time, 1L << 30),
          time,
          time,
          List.of(
              event -> {
                if (event instanceof ChannelEvent.SubscriberJoined) {
                  joined.incrementAndGet();
                }
              }));

  /** So many of the channels are deleted now and then. */
  private int deletable;

  private final List<ChannelId> ids =
      IntStream.range(0, CHANNELS).mapToObj(i -> ChannelId.of("c" + i)).toList();

  /**
   * Everything comes once and in order, or is told to be missing; and nothing is told where nothing
   * is missing.
   *
   * @param lossy how many of the channels keep two messages at most, and some not at all; the
   *     others keep all
   * @param atOnce how many messages are taken until who reads goes, and comes back with the last id
   * @param pauses whether who reads sometimes stops to take messages
   */
  @ParameterizedTest
  @CsvSource({
    "20, 1, false",
    "20, 30, true",
    "20, 1000000, true",
    "1, 1, false",
    "1, 3, false",
    "2, 1, false",
    "1, 30, false",
    "1, 30, true",
    "0, 1, false",
    "0, 30, true",
    "0, 1000000, false"
  })
  void whatIsMissingIsToldAndNothingElse(int lossy, int atOnce, boolean pauses) throws Exception {
    List<Delivery> read = race(lossy, atOnce, pauses);
    if (lossy == 0) {
      assertThat(read).hasSize(CHANNELS * EACH);
    } else {
      long gaps = read.stream().filter(delivery -> delivery.gapAfter().isPresent()).count();
      Race.occurred("a gap was told, seed " + seed, gaps, read.size());
    }
  }

  /**
   * The same while channels are deleted, and made again by the next message.
   *
   * @param atOnce as above
   */
  @ParameterizedTest
  @CsvSource({"1, false", "3, false", "30, true", "1000000, false", "1000000, true"})
  void whatIsDeletedAndThereAgainIsReadOrTold(int atOnce, boolean pauses) throws Exception {
    deletable = 2;

    assertThat(race(0, atOnce, pauses)).hasSizeGreaterThan((CHANNELS - deletable) * EACH);
    int first = opened.get() * CHANNELS;
    if (atOnce > CHANNELS * EACH) {
      // a reader that comes back opens a new stream and does not join the old one again
      Race.occurred("joined a channel again, seed " + seed, joined.get() - first, first);
    }
  }

  private List<Delivery> race(int lossy, int atOnce, boolean pauses) throws Exception {
    System.out.println("MergeRaceTest with seed " + seed);
    Reader reader = new Reader(atOnce, pauses);
    List<Callable<Void>> tasks = new ArrayList<>();
    tasks.add(reader::readToTheEnd);
    for (int i = 0; i < PUBLISHERS; i++) {
      int publisher = i;
      tasks.add(() -> publish(publisher, lossy));
    }
    if (deletable > 0) {
      // what nobody else's message makes known comes with a heartbeat
      tasks.add(() -> passTime(reader));
    }
    reader.open(Cursor.oldest());
    try (Race race = new Race()) {
      race.run(tasks);
    }

    List<Delivery> read = reader.deliveries();
    assertThat(read.stream().map(delivery -> delivery.message().id().time())).isSorted();
    boolean[] mayTell = new boolean[read.size()];
    for (int channel = 0; channel < CHANNELS; channel++) {
      check(channel, read, mayTell);
    }
    for (int i = 0; i < mayTell.length; i++) {
      assertThat(mayTell[i] || read.get(i).gapAfter().isEmpty())
          .as("nothing is missing before delivery %s, %s", i, read.get(i))
          .isTrue();
    }
    return read;
  }

  private @Nullable Void passTime(Reader reader) {
    while (!reader.isAtEnd()) {
      time.advance(HEARTBEAT);
      Thread.onSpinWait();
    }
    return null;
  }

  /** Each publisher has some of the channels; one of them lets time pass. */
  private @Nullable Void publish(int publisher, int lossy) {
    Random random = new Random(seed + publisher);
    int[] next = new int[CHANNELS / PUBLISHERS];
    for (int left = next.length * EACH; left > 0; left--) {
      int one = random.nextInt(next.length);
      while (next[one] == EACH) {
        one = (one + 1) % next.length;
      }
      int channel = one * PUBLISHERS + publisher;
      MessageDraft draft = MessageDraft.text(channel + "." + next[one]);
      int kept = next[one] == EACH - 1 || random.nextBoolean() ? 2 : 0;
      BufferPolicy policy = KEPT.toBuilder().maxMessages(channel < lossy ? kept : EACH).build();
      if (channel < deletable && random.nextInt(8) == 0) {
        channels.channel(ids.get(channel)).delete().join();
      }
      channels.channel(ids.get(channel)).publish(draft.withPolicy(policy)).join();
      next[one]++;
      if (publisher == 0 && random.nextInt(2) == 0) {
        time.advance(Duration.ofSeconds(1));
      }
    }
    return null;
  }

  /**
   * Checks one channel.
   *
   * @param mayTell is set for each delivery that may tell that messages of this channel are missing
   */
  private static void check(int channel, List<Delivery> read, boolean[] mayTell) {
    int next = 0;
    int from = 0;
    for (int i = 0; i < read.size(); i++) {
      String text = read.get(i).message().body().utf8();
      if (!text.startsWith(channel + ".")) {
        continue;
      }
      int number = number(text);
      assertThat(number).as("%s, delivery %s", text, i).isGreaterThanOrEqualTo(next);
      if (number > next) {
        Arrays.fill(mayTell, from, i + 1, true);
        assertThat(read.subList(from, i + 1))
            .as("a gap told before %s, since %s of the channel was the next", text, next)
            .anySatisfy(delivery -> assertThat(delivery.gapAfter()).isPresent());
      }
      next = number + 1;
      from = i + 1;
    }
    assertThat(next).as("all of channel %s came", channel).isEqualTo(EACH);
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(text.indexOf('.') + 1));
  }

  /** One who reads in a thread of its own, and comes back each time with the id it has. */
  private final class Reader {
    private final Random random = new Random(seed - 1);
    private final int atOnce;
    private final boolean pauses;
    private final Semaphore news = new Semaphore(0);

    @GuardedBy("this")
    private final List<Delivery> read = new ArrayList<>();

    @GuardedBy("this")
    private int channelsLeft = CHANNELS;

    private volatile @Nullable Visit visit;

    Reader(int atOnce, boolean pauses) {
      this.atOnce = atOnce;
      this.pauses = pauses;
    }

    void open(Cursor cursor) {
      Visit begun = new Visit();
      visit = begun;
      opened.incrementAndGet();
      channels.stream(
          ids,
          cursor,
          SubscribePolicy.NO_TIMEOUT,
          StreamPolicy.builder()
              .heartbeat(HEARTBEAT)
              .maxLag(MAX_LAG, Long.MAX_VALUE)
              .onLag(StreamPolicy.OnLag.SKIP)
              .build(),
          begun);
    }

    @Nullable Void readToTheEnd() throws InterruptedException {
      while (!isAtEnd()) {
        if (!news.tryAcquire(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new AssertionError("no news, behind " + deliveries().size() + " messages");
        }
        requireNonNull(visit).goOn();
      }
      return null;
    }

    private synchronized boolean isAtEnd() {
      return channelsLeft == 0;
    }

    synchronized List<Delivery> deliveries() {
      return List.copyOf(read);
    }

    private synchronized void add(Delivery delivery) {
      read.add(delivery);
      if (number(delivery.message().body().utf8()) == EACH - 1) {
        channelsLeft--;
      }
    }

    /** From one id to the next that it comes back with. */
    private final class Visit implements StreamSubscriber {
      private volatile @Nullable StreamSubscription subscription;
      private volatile @Nullable Delivery last;
      private int taken;

      @Override
      public void onBegin(StreamSubscription begun) {
        subscription = begun;
      }

      @Override
      public boolean onMessage(Delivery delivery) {
        add(delivery);
        taken++;
        if (taken == atOnce) {
          requireNonNull(subscription).cancel();
          last = delivery;
          news.release();
          return false;
        }
        boolean goesOn = !pauses || random.nextInt(20) != 0;
        if (!goesOn || isAtEnd()) {
          news.release();
        }
        return goesOn;
      }

      /** In the thread of who reads. */
      void goOn() {
        Delivery from = last;
        if (from == null) {
          requireNonNull(subscription).resume();
        } else {
          open(Cursor.after((MultiplexedId) from.resumePoint()));
        }
      }

      @Override
      public void onPause() {}

      @Override
      public void onHeartbeat() {}

      @Override
      public void onEnd(EndReason reason) {
        throw new AssertionError("ended: " + reason);
      }
    }
  }
}
