package org.pushrelay.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Exchange;

/** What a client sends behind a request that is held is kept up to a limit. */
class ReadAheadTest {
  private static final int PIECE = 1024;

  private final List<Exchange> held = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  ReadAheadTest() {
    ServerContext serverContext =
        new ServerContext(
            held::add,
            ConnectionLimits.DEFAULT,
            false,
            refusal -> Refusals.of(refusal.status()),
            BufferBudget.unlimited(),
            error -> {},
            0);
    channel.pipeline().addLast(new Http1Connection(serverContext, channel));
    send("GET /sub?id=a HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(held).hasSize(1);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    channel.runPendingTasks();
  }

  private void pipeline(int bytes) {
    for (int sent = 0; sent < bytes; sent += PIECE) {
      send("x".repeat(Math.min(PIECE, bytes - sent)));
    }
  }

  @Test
  void clientThatPipelinesALittleIsReadOn() {
    pipeline(ReadingConnection.READ_AHEAD - 1);

    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void clientThatPipelinesAsMuchAsIsReadAheadIsNotReadAnyMore() {
    pipeline(ReadingConnection.READ_AHEAD);

    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void clientWhoseBytesComeAllTheSameIsLetGo() {
    pipeline(4 * ReadingConnection.READ_AHEAD);
    boolean stayed = channel.isOpen();
    pipeline(1);

    assertThat(stayed).isTrue();
    assertThat(channel.isOpen()).isFalse();
  }
}
