package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushrelay.PushEngine;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.testkit.RelayClient;
import org.pushrelay.time.Jitter;
import org.pushrelay.transport.PushResponse;

/** Plays a transcript against a relay of its own, and compares every response. */
final class TranscriptRun {
  private static final Pattern REQUEST =
      Pattern.compile("(?:(\\d+) times )?([A-Z]?)> (\\w+) (.+?)( unwatched)?");
  private static final Pattern ANSWER =
      Pattern.compile("([A-Z]?)< (\\d{3})(, and the connection ends)?( \\.\\.\\.)?(?: (\".*\"))?");
  private static final Pattern HELD = Pattern.compile("(?:([A-Z]) )?held");
  private static final Pattern PASS = Pattern.compile("(\\d+) s pass");
  private static final Pattern JUMP = Pattern.compile("the clock is set (on|back) by (\\d+) s");
  private static final Pattern LEAVES = Pattern.compile("([A-Z]) leaves");
  private static final Pattern MEMORY = Pattern.compile("the reserved memory is (\\d+) bytes");
  private static final Pattern REPEATED = Pattern.compile("\\((\\d+) times (\\w)\\)");

  private final ManualTime time = new ManualTime();
  private final List<String> lines;
  private final PushEngine engine;
  private final RelayClient client = new RelayClient();
  private final Map<String, InMemoryExchange> exchanges = new HashMap<>();

  /** Whose body is not sent (RFC 9110, 9.3.2). */
  private final Set<InMemoryExchange> toHead = new HashSet<>();

  private int next;

  TranscriptRun(Transcript transcript, WireLocations locations) {
    Matcher memory = MEMORY.matcher(transcript.lines().get(0));
    boolean limited = memory.matches();
    this.lines = transcript.lines();
    this.next = limited ? 1 : 0;
    this.engine =
        PushEngine.builder()
            .time(time, time)
            .jitter(Jitter.seeded(1))
            .maxReservedMemory(limited ? Long.parseLong(memory.group(1)) : 1 << 20)
            .build();
    locations.mountOn(client, engine);
    // ids start in the second after the relay's start
    time.advance(Duration.ofSeconds(1));
  }

  void play() {
    while (next < lines.size()) {
      step(lines.get(next++));
    }
  }

  private void step(String line) {
    Matcher m;
    if ((m = REQUEST.matcher(line)).matches()) {
      send(m);
    } else if ((m = ANSWER.matcher(line)).matches()) {
      check(m);
    } else if ((m = HELD.matcher(line)).matches()) {
      assertThat(exchange(m.group(1)).isHeld()).as(line).isTrue();
    } else if ((m = PASS.matcher(line)).matches()) {
      time.advance(Duration.ofSeconds(Long.parseLong(m.group(1))));
    } else if ((m = JUMP.matcher(line)).matches()) {
      Duration by = Duration.ofSeconds(Long.parseLong(m.group(2)));
      time.jump(m.group(1).equals("on") ? by : by.negated());
    } else if ((m = LEAVES.matcher(line)).matches()) {
      exchange(m.group(1)).clientLeaves();
    } else if (line.equals("the relay shuts down")) {
      engine.drain();
    } else {
      throw new IllegalArgumentException("not understood: " + line);
    }
  }

  private InMemoryExchange exchange(String name) {
    InMemoryExchange exchange = exchanges.get(name == null ? "" : name);
    assertThat(exchange).as("a request of client %s", name).isNotNull();
    return exchange;
  }

  private List<String> block() {
    List<String> block = new ArrayList<>();
    while (next < lines.size() && lines.get(next).startsWith("  ")) {
      block.add(lines.get(next++).substring(2));
    }
    return block;
  }

  private void send(Matcher line) {
    List<String> block = block();
    int times = line.group(1) == null ? 1 : Integer.parseInt(line.group(1));
    for (int i = 0; i < times; i++) {
      InMemoryExchange.Builder request =
          InMemoryExchange.request(line.group(3), spelledOut(line.group(4)));
      block.forEach(part -> addTo(request, part));
      if (line.group(5) != null) {
        request.withoutNoticingDeparture();
      }
      InMemoryExchange exchange = client.send(request.build());
      exchanges.put(line.group(2), exchange);
      if (line.group(3).equals("HEAD")) {
        toHead.add(exchange);
      }
    }
  }

  private static String spelledOut(String target) {
    return REPEATED
        .matcher(target)
        .replaceAll(m -> m.group(2).repeat(Integer.parseInt(m.group(1))));
  }

  private static void addTo(InMemoryExchange.Builder request, String part) {
    if (part.startsWith("body \"")) {
      request.body(unquoted(part.substring("body ".length())));
      if (part.endsWith("and then nothing")) {
        request.breakingOff();
      }
    } else if (part.startsWith("body ")) {
      request.body(MessageBody.wrap(new byte[Integer.parseInt(part.split(" ")[1])]));
    } else {
      int colon = part.indexOf(':');
      request.header(part.substring(0, colon), part.substring(colon + 1).strip());
    }
  }

  /** What stands between the first quotation mark and the last, with its escapes resolved. */
  private static String unquoted(String text) {
    return text.substring(1, text.lastIndexOf('"')).translateEscapes();
  }

  private void check(Matcher line) {
    PushResponse response = answer(exchange(line.group(1)));
    List<String> block = new ArrayList<>(block());
    assertThat(response.status()).as(line.group()).isEqualTo(Integer.parseInt(line.group(2)));
    boolean partly = line.group(4) != null;
    if (!partly) {
      assertThat(response.closes()).as(line.group()).isEqualTo(line.group(3) != null);
    }
    if (line.group(5) != null) {
      block.add("body " + line.group(5));
    }
    if (partly) {
      block.forEach(part -> checkPart(response, part));
    } else {
      checkWhole(response, block);
    }
  }

  private PushResponse answer(InMemoryExchange exchange) {
    PushResponse response = exchange.response();
    MessageBody body = toHead.contains(exchange) ? MessageBody.empty() : response.body();
    return new PushResponse(response.status(), response.headers(), body, response.closes());
  }

  private static void checkPart(PushResponse response, String part) {
    if (part.startsWith("body ")) {
      String expected = unquoted(part.substring("body ".length()));
      if (part.endsWith("...")) {
        assertThat(response.body().utf8()).startsWith(expected);
      } else {
        assertThat(response.body().utf8()).isEqualTo(expected);
      }
      return;
    }
    String[] field = part.split(": ", 2);
    assertThat(response.header(field[0]))
        .as(part)
        .isEqualTo(field[1].equals("-") ? Optional.empty() : Optional.of(field[1]));
  }

  private static void checkWhole(PushResponse response, List<String> block) {
    List<String> headers = block.stream().filter(part -> !part.startsWith("body ")).toList();
    String body =
        block.stream()
            .filter(part -> part.startsWith("body "))
            .map(part -> unquoted(part.substring("body ".length())))
            .findFirst()
            .orElse("");
    List<String> actual =
        response.headers().stream()
            .map(
                h ->
                    headers.contains(h.name() + ": *")
                        ? h.name() + ": *"
                        : h.name() + ": " + h.value())
            .toList();
    assertThat(actual).as("headers").isEqualTo(headers);
    assertThat(response.body().utf8()).as("body").isEqualTo(body);
  }
}
