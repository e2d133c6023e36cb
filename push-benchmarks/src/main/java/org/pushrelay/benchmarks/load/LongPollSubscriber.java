package org.pushrelay.benchmarks.load;

import java.nio.ByteBuffer;
import org.pushrelay.benchmarks.http.LoadResponse;
import org.pushrelay.benchmarks.http.LoadResponseReader;
import org.pushrelay.benchmarks.http.MalformedResponseException;

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
  public void received(ByteBuffer bytes) throws MalformedResponseException {
    for (LoadResponse response = LoadResponseReader.read(bytes);
        response != null;
        response = LoadResponseReader.read(bytes)) {
      answered(response);
    }
  }

  private void answered(LoadResponse response) throws MalformedResponseException {
    switch (response.status()) {
      case 200 -> {
        crowd().delivered(this, response.body());
        request = poll.after(response.lastModified(), response.etag());
      }
      case 304, 408 -> crowd().timedOut();
      default -> throw new MalformedResponseException("a subscriber got " + response.status());
    }
    if (response.closes()) {
      close();
      reconnect();
    } else {
      ask();
    }
  }
}
