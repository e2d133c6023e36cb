package org.pushrelay.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.PushResponse;

/** What becomes of clients that do not take what they are sent, when the memory for it is spent. */
class SpentBudgetIT {
  private static final PushResponse HEAD = PushResponse.of(200, List.of(), MessageBody.empty());
  private static final int PIECE = 5000;
  private static final int LARGE = 16 << 20;

  private final BufferBudget budget = BufferBudget.of(64L << 20);
  private final BlockingQueue<OpenedStream> opened = new LinkedBlockingQueue<>();
  private PushNettyServer server;
  private RawClient client;

  @BeforeEach
  void start() throws Exception {
    server =
        PushNettyServer.builder()
            .eventLoops(1)
            .budget(budget)
            .mount("/stream", exchange -> opened.add(new OpenedStream(exchange, HEAD)))
            .mount(
                "/large",
                exchange ->
                    exchange.respond(
                        PushResponse.of(200, List.of(), MessageBody.wrap(new byte[LARGE]))))
            .start();
    client = RawClient.connect(server.port());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private OpenedStream stuckStream() throws Exception {
    client.send(head("GET", "/stream") + "\r\n");
    OpenedStream stream = opened.poll(Eventually.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(stream).isNotNull();
    int pieces = stream.writeWhileWritable(MessageBody.wrap(new byte[PIECE]));
    assertThat(pieces).isPositive();
    return stream;
  }

  @Test
  void streamWhoseClientTakesNothingIsEndedWhenMoreIsWritten() throws Exception {
    OpenedStream stream = stuckStream();
    budget.charge(budget.limit());

    stream.write("x").flush();

    stream.awaitClosed();
  }

  @Test
  void streamWhoseClientTakesNothingStaysAsLongAsThereIsRoom() throws Exception {
    OpenedStream stream = stuckStream();

    stream.write("x").flush().settle();

    assertThat(stream.timesClosed()).isZero();
  }

  @Test
  void streamWhoseClientHasTakenAllGoesOnAlthoughTheMemoryIsSpent() throws Exception {
    OpenedStream stream = stuckStream();
    budget.charge(budget.limit());

    client.readAllThatComes(() -> stream.timesWritable() > 0);

    assertThat(stream.timesClosed()).isZero();
  }

  @Test
  void longResponseIsCountedUntilItIsTaken() throws Exception {
    client.send(head("GET", "/large") + "\r\n");
    try (RawClient other = RawClient.connect(server.port())) {
      // the event loop keeps the last response, and now it is this one
      other.send(head("GET", "/none") + "\r\n").readHead();
    }
    Eventually.until("it waits for its client", () -> budget.used() >= LARGE);

    client.readHead();
    client.read(LARGE);

    Eventually.until("nothing waits any more", () -> budget.used() == 0);
  }
}
