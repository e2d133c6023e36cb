package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pushrelay.testkit.HttpConnection.head;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.message.MessageBody;
import org.pushrelay.testkit.Eventually;
import org.pushrelay.testkit.SelfSigned;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.ResponseStream;
import org.pushrelay.transport.StreamListener;

/** What clients that do not read cost over TLS: pieces, and not an encrypted copy of all. */
class TlsMemoryIT {
  private static final int SIZE = 60 << 20;
  private static final int CLIENTS = 5;
  private static final long LITTLE = 8L << 20;

  private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE);
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Socket> clients = new ArrayList<>();
  private SSLContext tls;
  private RunningNetty netty;

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < SIZE; i += 4) {
      bytes.putInt(i, i);
    }
    tls = SelfSigned.of("127.0.0.1").context();
    netty =
        RunningNetty.start(
            PushNettyServer.builder().eventLoops(1).tls(TlsIT.netty(tls)),
            Map.of(
                "/file", this::answer,
                "/stream", this::stream,
                "/small", exchange -> exchange.respond(PushResponse.of(204))),
            Optional.of(tls));
  }

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    netty.close();
  }

  private void answer(Exchange exchange) {
    asked.incrementAndGet();
    exchange.respond(
        PushResponse.of(200, List.of(), MessageBody.wrap(bytes.duplicate().position(0))));
  }

  private void stream(Exchange exchange) {
    asked.incrementAndGet();
    ResponseStream stream =
        exchange.stream(
            PushResponse.of(200, List.of(), MessageBody.empty()),
            new StreamListener() {
              @Override
              public void onWritable() {}

              @Override
              public void onClosed() {}
            });
    stream.write(MessageBody.wrap(bytes.duplicate().position(0)));
    stream.flush();
    stream.end();
  }

  private Socket ask(String target) throws Exception {
    Socket client =
        tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), netty.port());
    clients.add(client);
    client.setSoTimeout((int) Eventually.DEADLINE.toMillis());
    client.getOutputStream().write((head("GET", target) + "\r\n").getBytes(ISO_8859_1));
    return client;
  }

  private static long used() {
    ByteBufAllocatorMetric metric =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
    return metric.usedDirectMemory() + metric.usedHeapMemory();
  }

  private static String readHead(InputStream in) throws Exception {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      assertThat(b).as("after %s", head).isNotNegative();
      head.append((char) b);
    }
    return head.toString();
  }

  /** Has been answered when the loop has done with all that was asked before. */
  private void settle() throws Exception {
    assertThat(readHead(ask("/small").getInputStream())).startsWith("HTTP/1.1 204");
  }

  private void assertLittleIsUsed(String target) throws Exception {
    settle();
    long before = used();
    for (int i = 0; i < CLIENTS; i++) {
      ask(target);
    }
    Eventually.until("all have asked", () -> asked.get() == CLIENTS);
    settle();

    assertThat(used() - before).as("bytes of buffers").isLessThan(LITTLE);
  }

  @Test
  void answersThatAreNotReadAreNotEncryptedAhead() throws Exception {
    assertLittleIsUsed("/file");
  }

  @Test
  void streamsThatAreNotReadAreNotEncryptedAhead() throws Exception {
    assertLittleIsUsed("/stream");
  }

  @Test
  void largeAnswerComesWholeToAClientThatReads() throws Exception {
    Socket client = ask("/file");
    client.getOutputStream().write((head("GET", "/small") + "\r\n").getBytes(ISO_8859_1));
    InputStream in = client.getInputStream();

    assertThat(readHead(in)).contains("Content-Length: " + SIZE);
    byte[] expected = new byte[SIZE];
    bytes.get(0, expected);
    assertThat(Arrays.equals(in.readNBytes(SIZE), expected)).as("the same bytes").isTrue();
    assertThat(readHead(in)).startsWith("HTTP/1.1 204");
  }
}
