package org.pushrelay.server.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pushrelay.server.config.Listen;
import org.pushrelay.server.config.VirtualServer.Timeouts;
import org.pushrelay.transport.BufferBudget;

@Timeout(60)
class StopTimeTest {
  private static final Listen ANY_PORT = new Listen("127.0.0.1", 0, false, false, false, 50);
  private static final Timeouts TIMEOUTS =
      new Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));

  @Test
  void allSocketsTogetherStopInTheTimeOfOne() throws Exception {
    int count = 12;
    CountDownLatch held = new CountDownLatch(count);
    ListenSocket socket =
        new ListenSocket(
            ANY_PORT, Optional.empty(), TIMEOUTS, exchange -> held.countDown(), Optional.empty());
    Transport.Running transport =
        TransportUnderTest.transport()
            .start(
                Collections.nCopies(count, socket),
                new Transport.Surroundings(BufferBudget.unlimited(), error -> {}));
    List<Socket> clients = new ArrayList<>();
    for (int port : transport.ports()) {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
      client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      clients.add(client);
    }
    assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();

    long begin = System.nanoTime();
    transport.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isLessThan(Transport.STOP_TIME.plusSeconds(2));
    for (Socket client : clients) {
      client.close();
    }
  }
}
