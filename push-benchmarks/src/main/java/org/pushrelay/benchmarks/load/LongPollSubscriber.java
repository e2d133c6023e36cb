package org.pushrelay.benchmarks.load;

import java.nio.ByteBuffer;
import org.pushrelay.benchmarks.http.Answer;
import org.pushrelay.benchmarks.http.AnswerReader;
import org.pushrelay.benchmarks.http.MalformedAnswerException;

/** Asks for a message, and when it came for the one behind it. */
final class LongPollSubscriber extends LoadSubscriber {
  private final PollRequest poll;
  private ByteBuffer request;

  LongPollSubscriber(Crowd crowd, int channel, PollRequest poll) {
    super(crowd, channel);
    this.poll = poll;
    this.request = poll.first();
  }

  @Override
  ByteBuffer request() {
    return request;
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
        crowd().delivered(this, answer.body());
        request = poll.after(answer.lastModified(), answer.etag());
      }
      case 304, 408 -> crowd().timedOut();
      default -> throw new MalformedAnswerException("a subscriber got " + answer.status());
    }
    if (answer.closes()) {
      close();
      reconnect();
    } else {
      ask();
    }
  }
}
