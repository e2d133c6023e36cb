package org.pushrelay.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.pushrelay.benchmarks.http.Answer;
import org.pushrelay.benchmarks.http.AnswerReader;
import org.pushrelay.benchmarks.http.HttpConnection;
import org.pushrelay.benchmarks.http.HttpPeer;
import org.pushrelay.benchmarks.http.MalformedAnswerException;

/** Asks for a message, and when it came for the one behind it, over one connection. */
final class LongPollSubscriber implements HttpPeer {
  /** A server that refuses connections is not to be hammered. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Crowd crowd;
  private final int channel;
  private final SequenceCheck check = new SequenceCheck();
  private final PollRequest poll;
  private @Nullable HttpConnection connection;
  private boolean open;

  /** What it asks when it asks next: where it stands is in there. */
  private ByteBuffer request;

  LongPollSubscriber(Crowd crowd, int channel, PollRequest poll) {
    this.crowd = crowd;
    this.channel = channel;
    this.poll = poll;
    this.request = poll.first();
  }

  SequenceCheck check() {
    return check;
  }

  int channel() {
    return channel;
  }

  void connect() {
    try {
      connection = crowd.open(this);
    } catch (IOException e) {
      closed(e);
    }
  }

  void close() {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void opened() {
    open = true;
    crowd.connected();
    ask();
  }

  private void ask() {
    if (connection != null) {
      connection.send(request.duplicate());
    }
  }

  @Override
  public void received(ByteBuffer bytes) throws MalformedAnswerException {
    for (Answer answer = AnswerReader.read(bytes);
        answer != null;
        answer = AnswerReader.read(bytes)) {
      answered(answer);
    }
  }

  private void answered(Answer answer) throws MalformedAnswerException {
    switch (answer.status()) {
      case 200 -> {
        crowd.delivered(this, answer.body());
        request = poll.after(answer.lastModified(), answer.etag());
      }
      case 304, 408 -> crowd.timedOut();
      default -> throw new MalformedAnswerException("a subscriber got " + answer.status());
    }
    if (answer.closes()) {
      close();
      reconnect();
    } else {
      ask();
    }
  }

  /** Asks again what it asked: whether that was answered it cannot know, and so cannot miss it. */
  @Override
  public void closed(IOException cause) {
    crowd.failed(cause);
    reconnect();
  }

  private void reconnect() {
    if (open) {
      open = false;
      crowd.disconnected();
    }
    crowd.after(PAUSE, this::connect);
  }
}
