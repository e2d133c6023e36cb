package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushrelay.PushEngine;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.SubscriberClient.Received;

/**
 * Behind each id that was ever given out comes the next message, or it is told that some are
 * missing: for each way to subscribe, whatever has become of the messages meanwhile. What has to
 * come is found from what was published, not by asking the relay.
 */
class ResumptionTest {
  private static final int MESSAGES = 80;

  /** So many messages come for all who came back, before most of them leave. */
  private static final int FIRST = 8;

  /** What has become of the messages when clients come back. */
  private enum Fate {
    /** All are there. */
    KEPT,
    /** The last two of each channel are there. */
    DROPPED,
    /** Their time is over. */
    EXPIRED,
    /** Their channels were deleted. */
    DELETED
  }

  private enum Profile {
    STANDARD(WireProfile.STANDARD),
    NCHAN(WireProfile.NCHAN);

    private final WireProfile wire;

    Profile(WireProfile wire) {
      this.wire = wire;
    }
  }

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (int channels : new int[] {1, 100}) {
      for (Fate fate : Fate.values()) {
        for (Profile profile : Profile.values()) {
          for (ClientKind kind : ClientKind.values()) {
            cases.add(Arguments.of(channels, fate, profile, kind));
          }
        }
      }
    }
    return cases.stream();
  }

  /** An id, and what who was given it has got before. */
  private record Issued(String id, PublishedRun.Place place) {}

  @ParameterizedTest
  @MethodSource("cases")
  void behindEachIdEverGivenOut(int channels, Fate fate, Profile profile, ClientKind kind)
      throws IOException {
    new Run(channels, fate, profile, kind).check();
  }

  /** One relay, and what happens to it. */
  private static final class Run {
    private final ManualTime time = new ManualTime();
    private final PushEngine engine = PushEngine.builder().time(time, time).build();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Fate fate;
    private final Profile profile;
    private final ClientKind kind;
    private final InMemoryClient.Endpoints endpoints;
    private final PublishedRun published;
    private final BufferPolicy policy;
    private final int channels;
    private final Map<String, Issued> issued = new LinkedHashMap<>();

    Run(int channels, Fate fate, Profile profile, ClientKind kind) {
      this.channels = channels;
      this.fate = fate;
      this.profile = profile;
      this.kind = kind;
      int kept = fate == Fate.DROPPED ? 2 : 1000;
      this.published = new PublishedRun(channels, kept);
      this.policy =
          BufferPolicy.builder().maxMessages(kept).timeout(Duration.ofMinutes(10)).build();
      this.endpoints = new InMemoryClient.Endpoints(engine, profile.wire);
    }

    private void publish(int channel) {
      // the relay's ids begin one second late
      long second = Math.max(time.epochSecond(), ManualTime.START.getEpochSecond() + 1);
      MessageDraft draft = MessageDraft.text(published.next(channel, second)).withPolicy(policy);
      engine.channel(PublishedRun.name(channel)).publish(draft).join();
    }

    /** The kind whose ids clients of this kind come back with. */
    private ClientKind issuer() {
      return kind.hasIds() ? kind : ClientKind.EVENT_STREAM;
    }

    void check() throws IOException {
      issueAll();
      assertThat(issued.size()).isGreaterThanOrEqualTo(MESSAGES);
      switch (fate) {
        case EXPIRED -> {
          time.advance(Duration.ofMinutes(11));
          published.loseAll();
        }
        case DELETED -> {
          for (int i = 0; i < channels; i++) {
            engine.channel(PublishedRun.name(i)).delete().join();
          }
          published.loseAll();
        }
        default -> {}
      }
      List<Returned> returned = new ArrayList<>();
      for (Issued one : issued.values()) {
        returned.add(new Returned(one));
        // who came back before has it at once, and so it is not dropped for them
        if (fate != Fate.DROPPED && random.nextInt(10) == 0) {
          publish(random.nextInt(channels));
        }
      }
      returned.removeIf(one -> !one.goesOn());
      // those who wait now have nothing but what comes: of each channel one, in any order
      List<Integer> order = new ArrayList<>(IntStream.range(0, channels).boxed().toList());
      Collections.shuffle(order, random);
      int first = Math.min(FIRST, channels);
      order.subList(0, first).forEach(this::publish);
      returned.removeIf(one -> !one.stays());
      order.subList(first, channels).forEach(this::publish);
      for (Returned one : returned) {
        one.readToTheEnd();
      }
    }

    /** Publishes, within few seconds over all channels, while others read in different ways. */
    private void issueAll() throws IOException {
      Reader live = new Reader(endpoints.open(issuer(), published.ids(), ""));
      Reader hesitant = new Reader(endpoints.open(issuer(), published.ids(), ""));
      // who polls and does not ask may miss something meanwhile
      boolean stalls = fate != Fate.DROPPED && !InMemoryClient.polls(issuer());
      if (!stalls) {
        hesitant.client.leave();
      }
      for (int i = 0; i < MESSAGES; i++) {
        // some channels have many
        publish(random.nextInt(random.nextBoolean() ? channels : Math.min(channels, 8)));
        live.read();
        if (random.nextInt(20) == 0) {
          time.advance(Duration.ofSeconds(1));
        }
        if (stalls && random.nextInt(10) == 0) {
          hesitant.client.output().stall();
        } else if (stalls && random.nextInt(10) == 0) {
          hesitant.client.output().resume();
          hesitant.read();
        }
      }
      if (stalls) {
        hesitant.client.output().resume();
        hesitant.read();
        hesitant.client.leave();
      }
      Reader late = new Reader(endpoints.open(issuer(), published.ids(), ""));
      late.read();
      live.client.leave();
      late.client.leave();
    }

    /** One who reads, and remembers each id. */
    private final class Reader {
      private final InMemoryClient client;
      private final PublishedRun.Place place = published.start();

      Reader(InMemoryClient client) {
        this.client = client;
      }

      void read() throws IOException {
        for (Received message : client.take()) {
          place.pass(message, "while published, seed " + seed);
          if (!message.id().isEmpty()) {
            issued.put(place + " " + message.id(), new Issued(message.id(), place.copy()));
          }
        }
      }
    }

    /** One who comes back with an id. */
    private final class Returned {
      private final Issued from;
      private final PublishedRun.Place place;
      private final InMemoryClient client;
      private final String what;

      Returned(Issued from) {
        this.from = from;
        this.place = from.place().copy();
        this.client = endpoints.open(kind, published.ids(), from.id());
        this.what = "after " + from.id() + ", seed " + seed;
      }

      /**
       * Reads on. Most polling clients look at one response only: where they would go on is an id
       * that others come back with.
       *
       * @return whether it has everything, and waits
       */
      boolean goesOn() {
        boolean toTheEnd = !InMemoryClient.polls(kind) || random.nextInt(40) == 0;
        boolean something = read(toTheEnd ? Integer.MAX_VALUE : 1);
        if (toTheEnd || !something) {
          checkEnd();
          return true;
        }
        client.leave();
        return false;
      }

      /** Reads what came, and leaves if it is not one of the few who read what else comes. */
      boolean stays() {
        readToTheEnd();
        if (random.nextInt(8) == 0) {
          return true;
        }
        client.leave();
        return false;
      }

      void readToTheEnd() {
        read(Integer.MAX_VALUE);
        checkEnd();
      }

      private void checkEnd() {
        assertThat(published.isAtEnd(place)).as("all came, up to %s, %s", place, what).isTrue();
      }

      private boolean read(int polls) {
        List<Received> news = take(polls);
        boolean missing = false;
        boolean told = false;
        for (Received message : news) {
          boolean gap = place.pass(message, what);
          missing |= gap;
          told |= !message.gap().isEmpty();
          if (kind != ClientKind.BATCHED_POLL && kind != ClientKind.RAW_BATCHED_POLL) {
            assertThat(!message.gap().isEmpty())
                .as("a gap in front of %s, %s", message, what)
                .isEqualTo(gap && kind.reportsGaps());
          }
          if (channels == 1 && !message.gap().isEmpty()) {
            assertThat(message.gap()).as(what).isEqualTo(from.id());
          }
        }
        assertThat(told).as("a gap told, %s", what).isEqualTo(missing && kind.reportsGaps());
        return !news.isEmpty();
      }

      private List<Received> take(int polls) {
        try {
          return client.take(polls);
        } catch (IOException e) {
          throw new UncheckedIOException(what, e);
        }
      }
    }
  }
}
