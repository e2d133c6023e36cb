package org.pushrelay.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.benchmarks.http.EventLoop;
import org.pushrelay.benchmarks.http.HttpConnection;

/** All subscribers of a run, and what they got. */
final class Crowd {
  /** How many connect at once: fewer than a server lets wait to be accepted. */
  private static final int BURST = 64;

  private final EventLoop loop;
  private final LoadOptions options;
  private final Traffic traffic;
  private final Deliveries deliveries;
  private final List<LoadSubscriber> subscribers = new ArrayList<>();
  private int started;
  private int connected;
  private boolean left;

  Crowd(
      EventLoop loop,
      LoadOptions options,
      ChannelNames names,
      Traffic traffic,
      Deliveries deliveries) {
    this.loop = loop;
    this.options = options;
    this.traffic = traffic;
    this.deliveries = deliveries;
    for (int channel = 0; channel < options.channels(); channel++) {
      add(channel, names.host(), options.subscribeTarget(names.name(channel)));
    }
  }

  private void add(int channel, String host, String target) {
    PollRequest poll = new PollRequest(host, target);
    StreamRequest stream = new StreamRequest(host, target);
    for (int i = channel; i < options.subscribers(); i += options.channels()) {
      subscribers.add(
          options.mode() == Mode.EVENTSOURCE
              ? new EventStreamSubscriber(this, channel, stream)
              : new LongPollSubscriber(this, channel, poll));
    }
  }

  /** Begins to connect; each that has connected lets the next one in. */
  void connect() {
    for (int i = 0; i < BURST; i++) {
      connectNext();
    }
  }

  private void connectNext() {
    if (started < subscribers.size()) {
      subscribers.get(started++).connect();
    }
  }

  boolean isConnected() {
    return connected == subscribers.size();
  }

  /** How many are connected. */
  int size() {
    return connected;
  }

  /** Closes all connections. */
  void leave() {
    left = true;
    subscribers.forEach(LoadSubscriber::close);
  }

  /** Returns the number of deliveries that are missing. */
  long missing() {
    long missing = 0;
    for (LoadSubscriber subscriber : subscribers) {
      missing += subscriber.check().missing(traffic.publishedOn(subscriber.channel()));
    }
    return missing;
  }

  HttpConnection open(LoadSubscriber subscriber) throws IOException {
    return loop.open(options.server(), subscriber);
  }

  void connected() {
    connected++;
    connectNext();
  }

  void disconnected() {
    connected--;
    deliveries.reconnect();
  }

  void after(Duration pause, Runnable work) {
    loop.after(
        pause,
        () -> {
          if (!left) {
            work.run();
          }
        });
  }

  void timedOut() {
    deliveries.timeout();
  }

  void failed(IOException cause) {
    deliveries.failed(cause);
  }

  void delivered(LoadSubscriber subscriber, ByteBuffer body) {
    Optional<Stamp> stamp = Stamp.of(body, options.size());
    if (stamp.isEmpty() || !traffic.isMine(stamp.get(), subscriber.channel())) {
      deliveries.foreign();
      return;
    }
    SequenceCheck.Verdict verdict = subscriber.check().received(stamp.get().sequence());
    deliveries.delivered(stamp.get(), verdict);
    if (verdict != SequenceCheck.Verdict.DUPLICATE) {
      traffic.delivered(stamp.get().number());
    }
  }
}
