package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/** Reads messages of which each ends with the same character, one behind the other. */
final class RunningTextClient implements SubscriberClient {
  private final StreamReader stream;
  private final DelimitedInput in;
  private final byte[] end;
  private final String kept;

  /**
   * Reads a stream.
   *
   * @param end what ends a message
   * @param kept what of it belongs to the message
   */
  RunningTextClient(StreamReader stream, String end, String kept) {
    this.stream = stream;
    this.in = new DelimitedInput(stream.body());
    this.end = end.getBytes(UTF_8);
    this.kept = kept;
  }

  @Override
  public Received next() throws IOException {
    return new Received("", "", new String(in.until(end), UTF_8) + kept);
  }

  @Override
  public void close() {
    stream.close();
  }
}
