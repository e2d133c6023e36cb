package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads an event stream as a browser does (HTML, 9.2.6). */
final class EventStreamClient implements SubscriberClient {
  private static final byte[] END_OF_LINE = {'\n'};

  private final StreamReader stream;
  private final DelimitedInput in;

  EventStreamClient(StreamReader stream) {
    this.stream = stream;
    this.in = new DelimitedInput(stream.body());
  }

  @Override
  public Received next() throws IOException {
    String id = "";
    String gap = "";
    String event = "";
    List<String> data = new ArrayList<>();
    while (true) {
      String line = new String(in.until(END_OF_LINE), UTF_8);
      int colon = line.indexOf(": ");
      String value = line.substring(colon + 2 > line.length() ? 0 : colon + 2);
      if (line.startsWith("id: ")) {
        id = value;
      } else if (line.startsWith("event: ")) {
        event = value;
      } else if (line.startsWith("data: ")) {
        data.add(value);
      } else if (line.isEmpty() && event.equals("push-gap")) {
        gap = String.join("\n", data);
        event = "";
        data.clear();
      } else if (line.isEmpty() && !data.isEmpty()) {
        return new Received(id, gap, String.join("\n", data));
      }
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}
