package org.pushrelay.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Reads the parts of a response that goes on. */
final class MultipartClient implements SubscriberClient {
  private final StreamReader stream;
  private final PartReader parts;

  MultipartClient(StreamReader stream) throws IOException {
    this.stream = stream;
    this.parts = new PartReader(stream.body(), stream.header("Content-Type"));
  }

  @Override
  public Received next() throws IOException {
    assertThat(parts.hasNext()).as("another part").isTrue();
    return parts.next();
  }

  @Override
  public void close() {
    stream.close();
  }
}
