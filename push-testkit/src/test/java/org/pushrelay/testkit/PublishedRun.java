package org.pushrelay.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.pushrelay.testkit.SubscriberClient.Received;

/**
 * What was published on many channels, written down as it was. It knows from that alone what has to
 * come behind a place, and asks nobody else. One thread at a time.
 */
final class PublishedRun {
  /** How many messages each channel keeps. */
  private final int kept;

  /** For each channel the second of each of its messages. */
  private final List<List<Long>> seconds = new ArrayList<>();

  /** From where on each channel has not lost its messages otherwise. */
  private final int[] lostBefore;

  PublishedRun(int channels, int kept) {
    this.kept = kept;
    this.lostBefore = new int[channels];
    for (int i = 0; i < channels; i++) {
      seconds.add(new ArrayList<>());
    }
  }

  /** All channels, apart by commas. */
  String ids() {
    return IntStream.range(0, seconds.size())
        .mapToObj(PublishedRun::name)
        .collect(Collectors.joining(","));
  }

  static String name(int channel) {
    return "c" + channel;
  }

  /** The next message of a channel. */
  String next(int channel, long second) {
    List<Long> its = seconds.get(channel);
    its.add(second);
    return channel + "." + (its.size() - 1) + ";";
  }

  /** All that were published so far are gone. */
  void loseAll() {
    for (int i = 0; i < lostBefore.length; i++) {
      lostBefore[i] = seconds.get(i).size();
    }
  }

  /** Whether nothing that is kept is behind a place. */
  boolean isAtEnd(Place place) {
    return second(place) == Long.MAX_VALUE;
  }

  /** The number of the first message that is left of those behind a place in a channel. */
  private int firstLeft(int channel, int from) {
    return Math.max(from, Math.max(lostBefore[channel], seconds.get(channel).size() - kept));
  }

  /** The earliest second of which something is left behind a place. */
  private long second(Place place) {
    long earliest = Long.MAX_VALUE;
    for (int channel = 0; channel < seconds.size(); channel++) {
      int next = firstLeft(channel, place.next[channel]);
      if (next < seconds.get(channel).size()) {
        earliest = Math.min(earliest, seconds.get(channel).get(next));
      }
    }
    return earliest;
  }

  /** A place in front of everything. */
  Place start() {
    return new Place(new int[seconds.size()]);
  }

  /** How many messages of each channel somebody has, or has been told to be without. */
  final class Place {
    private final int[] next;

    private Place(int[] next) {
      this.next = next;
    }

    Place copy() {
      return new Place(next.clone());
    }

    /**
     * Passes what is gone of seconds before that of a message: on several channels the place behind
     * it cannot say any more that this was missed.
     *
     * @return whether there is any
     */
    private boolean passLost(long second) {
      boolean lost = false;
      for (int channel = 0; channel < next.length && next.length > 1; channel++) {
        int left = firstLeft(channel, next[channel]);
        if (left > next[channel] && seconds.get(channel).get(left - 1) < second) {
          next[channel] = left;
          lost = true;
        }
      }
      return lost;
    }

    /**
     * Goes on to behind a message, which has to be the one that comes next: in its channel no other
     * that is left stands in front of it, and in no channel one of an earlier second.
     *
     * @return whether messages are missing in front of it
     */
    boolean pass(Received received, String what) {
      String text = received.text();
      int channel = Integer.parseInt(text.substring(0, text.indexOf('.')));
      int number = Integer.parseInt(text.substring(text.indexOf('.') + 1, text.length() - 1));
      int expected = firstLeft(channel, next[channel]);
      if (number != expected || seconds.get(channel).get(number) > second(this)) {
        throw new AssertionError(
            String.format("%s came %s, where %s is behind %s", received, what, expected, this));
      }
      boolean gap = passLost(seconds.get(channel).get(number)) | number > next[channel];
      next[channel] = number + 1;
      return gap;
    }

    @Override
    public String toString() {
      return Arrays.toString(next);
    }
  }
}
