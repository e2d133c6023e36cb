package org.pushrelay.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.testkit.Eventually;

/**
 * A relay with a small heap, and clients that make it hold more than the heap has. {@code
 * -Dattack=full} takes as many of them as a machine of today can be expected to meet.
 */
class MemoryAttackIT {
  private static final boolean FULL = "full".equals(System.getProperty("attack"));
  private static final String HEAP = System.getProperty("attack.heap", "-Xmx64m");
  private static final int UPLOADS = FULL ? 1000 : 150;
  private static final int SOCKETS = FULL ? 500 : 100;
  private static final int READERS = FULL ? 5000 : 300;
  private static final int NAMES = FULL ? 1_000_000 : 30_000;
  private static final String STATUS = ":status";
  private static final int AHEAD = FULL ? 1600 : 300;
  private static final int STREAMS = 187;
  private static final int CHANNELS_READ = 50;
  private static final int BODY = 1 << 20;
  private static final int MISSING = 76;
  private static final int BIG_MESSAGE = 100 * 1024;
  private static final int STOP_SECONDS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String CONFIG =
      """
      http {
        access_log off;
        client_body_timeout 120s;
        server {
          listen 127.0.0.1:0;
          location = /pub {
            nchan_publisher;
            nchan_channel_id $arg_id;
            nchan_message_buffer_length 20;
          }
          location = /sub { nchan_subscriber; nchan_channel_id $arg_id; }
          location = /many {
            nchan_subscriber;
            nchan_channel_id $arg_id;
            nchan_channel_id_split_delimiter ",";
            nchan_max_channel_id_length 4096;
          }
          location = /health { push_health; }
        }
      }
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private URI relay;

  @Test
  void relayAnswersHonestClientsWhileOthersMakeItHoldMoreThanItsHeapAndStopsOnTime(
      @TempDir Path directory) throws Exception {
    try (Program program = Program.start(directory, CONFIG, 1, HEAP)) {
      relay = program.address();
      honestTrafficWorks();
      try (MemoryAttack uploads = MemoryAttack.on(relay);
          MemoryAttack readers = MemoryAttack.on(relay)) {
        readSlowly(readers);
        say("slow readers", readers.states());
        honestTrafficIsAnswered();

        beginUploads(uploads);
        say("uploads", uploads.states());
        honestTrafficIsAnswered();

        say("distinct channels", publishToDistinctChannels());
        honestTrafficIsAnswered();
        say("uploads at the end", uploads.states());
        say("slow readers at the end", readers.states());
        assertThat(uploads.states()).containsKey("503");
      }
      deleteChannels();
      honestTrafficWorks();
      long before = System.nanoTime();
      program.terminate();
      program.await(STOP_SECONDS);
      say("stopped", Map.of("ms", (int) ((System.nanoTime() - before) / 1_000_000)));
      if (FULL) {
        System.out.println(program.errors());
      }
    }
  }

  @Test
  void messagesBeyondAShareOfASmallHeapAreRefusedWith507(@TempDir Path directory) throws Exception {
    try (Program program = Program.start(directory, CONFIG, 1, "-Xmx64m")) {
      relay = program.address();
      Map<Integer, Integer> responses = new TreeMap<>();
      for (int i = 0; i < 120; i++) {
        responses.merge(publish("stored" + i, "z".repeat(900_000)).statusCode(), 1, Integer::sum);
      }

      assertThat(responses.keySet()).containsExactlyInAnyOrder(202, 507);
      assertThat(responses.get(202)).isBetween(10, 20);
      assertThat(health()).isEqualTo("ok\n");
    }
  }

  @Test
  void publishersAreServedWhileOthersSendFarAheadOfHeldRequests(@TempDir Path directory)
      throws Exception {
    try (Program program = Program.start(directory, CONFIG, 1, "-Xmx96m")) {
      relay = program.address();
      try (MemoryAttack ahead = MemoryAttack.on(relay)) {
        String held = "GET /sub?id=held HTTP/1.1\r\nHost: a\r\n\r\n";
        String behind = "POST /pub?id=up HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n";
        String all = held + behind + "x".repeat(60_000);
        for (int i = 0; i < AHEAD; i++) {
          ahead.send(ByteBuffer.wrap(all.getBytes(ISO_8859_1)), true);
        }
        settle(ahead);
        say("sent ahead", ahead.states());

        honestTrafficIsAnswered();
        honestTrafficWorks();
      }
    }
  }

  @Test
  void subscribersOfNewChannelsLeaveRoomForPublishers(@TempDir Path directory) throws Exception {
    try (Program program = Program.start(directory, CONFIG, 1, "-Xmx64m")) {
      relay = program.address();
      try (MemoryAttack streams = MemoryAttack.on(relay)) {
        for (int stream = 0; stream < STREAMS; stream++) {
          StringBuilder ids = new StringBuilder("s" + stream);
          for (int channel = 1; channel < 255; channel++) {
            ids.append(',').append(stream).append('-').append(channel);
          }
          String request =
              "GET /many?id=" + ids + " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n";
          streams.send(ByteBuffer.wrap(request.getBytes(ISO_8859_1)), true);
        }
        Eventually.within(
            PATIENCE, "each stream is answered", () -> !streams.states().containsKey("waiting"));

        say("streams of 255 new channels", streams.states());
        assertThat(streams.states()).containsOnlyKeys("200", "507");
        honestTrafficWorks();
      }
    }
  }

  private static void say(String what, Map<String, Integer> numbers) {
    if (FULL) {
      System.out.println(what + ": " + numbers);
    }
  }

  /** All but the last bytes of each. */
  private void beginUploads(MemoryAttack attack) throws Exception {
    String head = "POST /pub?id=up HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY + "\r\n\r\n";
    ByteBuffer body = ByteBuffer.allocate(head.length() + BODY - MISSING);
    body.put(head.getBytes(ISO_8859_1)).clear();
    for (int i = 0; i < UPLOADS; i++) {
      attack.send(body, true);
    }
    String handshake =
        "GET /pub?id=up HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    ByteBuffer frame = ByteBuffer.allocate(handshake.length() + 14 + BODY - MISSING);
    frame.put(handshake.getBytes(ISO_8859_1)).put((byte) 0x82).put((byte) 0xff).putLong(BODY);
    frame.clear();
    for (int i = 0; i < SOCKETS; i++) {
      attack.send(frame, true);
    }
    settle(attack);
  }

  /** Streams whose clients do not read, and messages for them. */
  private void readSlowly(MemoryAttack attack) throws Exception {
    for (int i = 0; i < READERS; i++) {
      String request =
          "GET /sub?id=read"
              + i % CHANNELS_READ
              + " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n";
      attack.send(ByteBuffer.wrap(request.getBytes(ISO_8859_1)), false);
    }
    settle(attack);
    publisherIsAdmitted();
    String message = "x".repeat(BIG_MESSAGE);
    Map<String, Integer> responses = new TreeMap<>();
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < CHANNELS_READ; i++) {
        responses.merge(publishWhenAsked("read" + i, message).get(STATUS), 1, Integer::sum);
      }
    }
    say("messages for slow readers", responses);
  }

  /** Waits until each client has sent all that it has, or was answered. */
  private static void settle(MemoryAttack attack) {
    Eventually.within(
        PATIENCE.multipliedBy(3), "all clients have sent or are answered", attack::isSettled);
  }

  private Map<String, Integer> publishToDistinctChannels() throws IOException {
    Map<String, Integer> responses = new TreeMap<>();
    int batch = 100;
    try (Socket socket = connect()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int from = 0; from < NAMES; from += batch) {
        StringBuilder requests = new StringBuilder();
        for (int i = from; i < from + batch; i++) {
          requests.append("POST /pub?id=name" + i + " HTTP/1.1\r\nHost: a\r\n");
          requests.append("Content-Length: 1\r\n\r\nx");
        }
        socket.getOutputStream().write(requests.toString().getBytes(ISO_8859_1));
        for (int i = 0; i < batch; i++) {
          responses.merge(status(in), 1, Integer::sum);
        }
      }
    }
    return responses;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(relay.getHost(), relay.getPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  /** Reads one response with a length. */
  private static String status(InputStream in) throws IOException {
    return response(in).get(STATUS);
  }

  /** The fields of one response by their names in lower case, and its status. */
  private static Map<String, String> response(InputStream in) throws IOException {
    Map<String, String> response = new TreeMap<>();
    response.put(STATUS, line(in).substring(9, 12));
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      response.put(
          field.substring(0, colon).toLowerCase(Locale.ROOT), field.substring(colon + 1).trim());
    }
    in.skipNBytes(Integer.parseInt(response.getOrDefault("content-length", "0")));
    return response;
  }

  /**
   * Publishes a message after it was asked for: a client that sends on behind a refusal may lose
   * the response with the connection.
   */
  private Map<String, String> publishWhenAsked(String channel, String message) throws IOException {
    try (Socket socket = connect()) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      String head =
          "POST /pub?id="
              + channel
              + " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: "
              + message.length()
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      Map<String, String> first = response(in);
      if (!first.get(STATUS).equals("100")) {
        return first;
      }
      socket.getOutputStream().write(message.getBytes(ISO_8859_1));
      return response(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the relay has closed the connection after: " + line);
      }
      line.append((char) c);
    }
    return line.toString().trim();
  }

  private void deleteChannels() throws Exception {
    List<String> names = new ArrayList<>();
    names.add("up");
    for (int i = 0; i < CHANNELS_READ; i++) {
      names.add("read" + i);
    }
    for (String name : names) {
      client.send(
          request("/pub?id=" + name).DELETE().build(), HttpResponse.BodyHandlers.discarding());
    }
  }

  /** A message goes from a publisher to a subscriber. */
  private void honestTrafficWorks() throws Exception {
    HttpResponse<String> published = publish("honest", "hello");
    assertThat(published.statusCode()).as(published.body()).isIn(201, 202);
    HttpResponse<String> read =
        client.send(request("/sub?id=honest").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).isEqualTo("hello");
  }

  /** Connections that were refused are gone soon, and then there is room for publishers. */
  private void publisherIsAdmitted() {
    Eventually.within(
        PATIENCE,
        "a new connection is admitted",
        () -> {
          try {
            return !publishWhenAsked("honest", "hello").get(STATUS).equals("503");
          } catch (IOException e) {
            // refused while it was sending
            return false;
          }
        });
  }

  /** Small and large messages are published, or refused for want of room; health is good. */
  private void honestTrafficIsAnswered() throws Exception {
    publisherIsAdmitted();
    Map<String, Integer> responses = new TreeMap<>();
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> small = publish("honest", "hello");
      Map<String, String> large = publishWhenAsked("honest-large", "y".repeat(300_000));
      assertThat(small.statusCode()).isIn(201, 202, 503, 507);
      assertThat(large.get(STATUS)).isIn("201", "202", "503", "507");
      if (large.get(STATUS).equals("503")) {
        assertThat(large).containsKey("retry-after");
      }
      responses.merge("small " + small.statusCode(), 1, Integer::sum);
      responses.merge("large " + large.get(STATUS), 1, Integer::sum);
    }
    say("honest", responses);
    assertThat(health()).isEqualTo("ok\n");
  }

  private String health() throws Exception {
    return client.send(request("/health").build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  private HttpResponse<String> publish(String channel, String message) throws Exception {
    return client.send(
        request("/pub?id=" + channel).POST(HttpRequest.BodyPublishers.ofString(message)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(relay.resolve(target)).timeout(PATIENCE);
  }
}
