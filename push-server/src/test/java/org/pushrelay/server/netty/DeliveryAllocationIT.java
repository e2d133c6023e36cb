package org.pushrelay.server.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.netty.PushNettyServer;
import org.pushrelay.testkit.Eventually;

/** What the event loop allocates for each client that a message is delivered to. */
@Tag("measure")
class DeliveryAllocationIT {
  private static final int CLIENTS = 400;
  private static final int ROUNDS = 40;
  private static final int LIMIT = 200;

  /** No message is kept: each request is held for the next one. */
  private static final byte[] REQUEST =
      "GET /sub?id=a HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII);

  private static final MessageDraft MESSAGE = MessageDraft.text("m").withPolicy(BufferPolicy.OFF);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void deliveryAllocatesHardlyAnything() throws Exception {
    List<Socket> clients = new ArrayList<>();
    PushEngine engine = PushEngine.create();
    try (PushNettyServer server =
        PushNettyServer.builder().eventLoops(1).mount("/sub", engine.subscriber()).start()) {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      long least = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        least = Math.min(least, allocatedByOneBroadcast(engine, clients) / CLIENTS);
      }

      assertThat(least).as("bytes for each delivery, once it is compiled").isLessThan(LIMIT);
    } finally {
      engine.close();
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  /** The requests come before, so nothing of their reading counts. */
  private static long allocatedByOneBroadcast(PushEngine engine, List<Socket> clients)
      throws IOException {
    for (Socket client : clients) {
      client.getOutputStream().write(REQUEST);
    }
    Eventually.until("all are held", () -> subscribers(engine) == CLIENTS);
    long before = allocatedByLoop();

    engine.channel("a").publish(MESSAGE).join();
    for (Socket client : clients) {
      readAnswer(client.getInputStream());
    }

    return allocatedByLoop() - before;
  }

  private static int subscribers(PushEngine engine) {
    return engine.channel("a").info().join().map(ChannelInfo::subscribers).orElse(0);
  }

  private static void readAnswer(InputStream in) throws IOException {
    byte[] piece = new byte[1024];
    String response = "";
    while (!response.endsWith("\r\n\r\nm")) {
      int size = in.read(piece);
      assertThat(size).as("bytes behind %s", response).isPositive();
      response += new String(piece, 0, size, US_ASCII);
    }
  }

  private static long allocatedByLoop() {
    return Arrays.stream(THREADS.getAllThreadIds())
        .filter(id -> THREADS.getThreadInfo(id).getThreadName().startsWith("push-loop"))
        .map(THREADS::getThreadAllocatedBytes)
        .sum();
  }
}
