package org.pushrelay.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.pushrelay.benchmarks.http.EventLoop;

/**
 * What is published, and when. Channels take turns. In a closed loop a message follows when an
 * earlier one has reached everybody and its publisher was answered; in an open loop it follows when
 * it is due, whatever became of those before it.
 */
final class Traffic {
  private static final double NANOS_PER_SECOND = 1e9;

  private final EventLoop loop;
  private final LoadOptions options;
  private final ChannelNames names;
  private final Deliveries deliveries;
  private final List<PublisherConnection> publishers = new ArrayList<>();

  /** By number of the message: how many have yet to get it, and one for its publisher's answer. */
  private final int[] awaited;

  /** By channel: how many messages. */
  private final int[] published;

  private int begun;
  private int finished;
  private int target;

  Traffic(EventLoop loop, LoadOptions options, ChannelNames names, Deliveries deliveries) {
    this.loop = loop;
    this.options = options;
    this.names = names;
    this.deliveries = deliveries;
    this.awaited = new int[options.warmup() + options.messages()];
    this.published = new int[options.channels()];
  }

  void connect() throws IOException {
    for (int i = 0; i < options.publishers(); i++) {
      publishers.add(new PublisherConnection(loop, options, deliveries));
    }
  }

  boolean isConnected() {
    return publishers.stream().allMatch(PublisherConnection::isOpen);
  }

  /** Begins to publish so many messages more. */
  void start(int messages) {
    target += messages;
    if (options.rate() == 0) {
      fillWindow();
    } else {
      publishDue(System.nanoTime(), begun);
    }
  }

  /** Whether all that was to be published has reached everybody. */
  boolean isDone() {
    return finished == target;
  }

  int publishedOn(int channel) {
    return published[channel];
  }

  /** Whether a subscriber of this channel could get this message in this run. */
  boolean isMine(Stamp stamp, int channel) {
    return stamp.run() == names.run()
        && stamp.channel() == channel
        && stamp.number() >= 0
        && stamp.number() < begun
        && stamp.sequence() >= 0
        && stamp.sequence() < published[channel];
  }

  /** One more has got this message. */
  void delivered(int number) {
    awaited[number]--;
    if (awaited[number] == 0) {
      finished++;
      fillWindow();
    }
  }

  /** Asks the server to forget the channels, so that the next run finds it as this one did. */
  void deleteChannels() {
    for (int channel = 0; channel < options.channels(); channel++) {
      ByteBuffer request = request("DELETE", channel, new byte[0]);
      publisherOf(channel).request(() -> request, status -> {});
    }
  }

  boolean isIdle() {
    return publishers.stream().allMatch(PublisherConnection::isIdle);
  }

  void close() {
    publishers.forEach(PublisherConnection::close);
  }

  /** How far it is, when so many messages have been delivered. */
  Progress progress(long delivered) {
    if (options.mode() == Mode.PUBLISH) {
      return new Progress("published", finished, awaited.length);
    }
    long deliveriesOfAll = 0;
    for (int number = 0; number < awaited.length; number++) {
      deliveriesOfAll += options.subscribersOf(number % options.channels());
    }
    return new Progress("delivered", delivered, deliveriesOfAll);
  }

  /** What has been done, how often, and how often it is to be. */
  record Progress(String verb, long done, long of) {}

  private void fillWindow() {
    while (options.rate() == 0 && begun < target && begun - finished < options.window()) {
      publish(-1);
    }
  }

  /**
   * Publishes the next message, which is due now, and sets the time of the one after it.
   *
   * @param origin when the first of this open loop was due
   * @param first its number
   */
  private void publishDue(long origin, int first) {
    long due = origin + Math.round((begun - first) * NANOS_PER_SECOND / options.rate());
    if (begun == target) {
      return;
    }
    if (System.nanoTime() - due >= 0) {
      publish(due);
    }
    loop.at(due, () -> publishDue(origin, first));
  }

  /**
   * Publishes the next message.
   *
   * @param due since when it is under way; -1 is from when it is sent
   */
  private void publish(long due) {
    int number = begun++;
    int channel = number % options.channels();
    int sequence = published[channel]++;
    awaited[number] = 1 + options.subscribersOf(channel);
    publisherOf(channel)
        .request(
            () -> {
              long sent = due == -1 ? System.nanoTime() : due;
              Stamp stamp = new Stamp(names.run(), channel, sequence, number, sent);
              return request("POST", channel, stamp.body(options.size()));
            },
            status -> published(number, status));
  }

  private void published(int number, int status) {
    if (status < 200 || status > 299) {
      deliveries.error(new IOException("a publisher got " + status));
      return;
    }
    deliveries.published(number);
    delivered(number);
  }

  private PublisherConnection publisherOf(int channel) {
    return publishers.get(channel % publishers.size());
  }

  private ByteBuffer request(String method, int channel, byte[] body) {
    String head =
        method
            + " "
            + options.publishTarget(names.name(channel))
            + " HTTP/1.1\r\nHost: "
            + names.host()
            + "\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] bytes = head.getBytes(ISO_8859_1);
    return ByteBuffer.allocate(bytes.length + body.length).put(bytes).put(body).flip();
  }
}
