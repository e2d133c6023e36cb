package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.transport.Connections;
import org.pushrelay.server.transport.ListenSocket;
import org.pushrelay.server.transport.Transport;

/** A relay that cannot go on says why, so that the process can end. */
class RelayEndTest {
  private static final String CONFIG = "server { listen 127.0.0.1:0; location / { push_health; } }";

  private RelayServer relay;

  /** A transport whose only thread is as the test says. */
  private record Loops(Executor loop) implements Transport.Running {
    @Override
    public Connections connections() {
      return Connections.NONE;
    }

    @Override
    public void open(ListenSocket socket) {}

    @Override
    public boolean stopListening(int socket) {
      return true;
    }

    @Override
    public List<Transport.Loop> loops() {
      return List.of(new Transport.Loop("event loop 0", loop));
    }

    @Override
    public List<Integer> ports() {
      return List.of(1);
    }

    @Override
    public void close() {}
  }

  private void start(Executor loop) throws Exception {
    RelayConfig config = RelayConfig.parse("test", CONFIG, Path.of(""));
    relay = RelayServer.start(config, (sockets, around) -> new Loops(loop));
  }

  @AfterEach
  void close() {
    relay.close();
  }

  @Test
  void relayWhoseEventLoopHasEndedCannotGoOn() throws Exception {
    start(
        task -> {
          throw new RejectedExecutionException();
        });

    relay.checkHealth();

    assertThat(relay.join()).contains("event loop 0 has ended");
  }

  @Test
  void relayThatLacksAPartOfItsProgramCannotGoOn() throws Exception {
    start(Runnable::run);

    relay.failed(new NoClassDefFoundError("org/example/Late"));

    assertThat(relay.join().orElseThrow()).contains("org/example/Late");
  }

  @Test
  void relayWhoseThreadDiedOfAnErrorCannotGoOn() throws Exception {
    start(Runnable::run);

    relay.died(new Thread("push-timers"), new OutOfMemoryError("Java heap space"));

    assertThat(relay.join().orElseThrow()).contains("push-timers", "Java heap space");
  }

  @Test
  void relayGoesOnAfterOneConnectionFailedForWantOfMemoryUntilItIsStopped() throws Exception {
    start(Runnable::run);

    relay.failed(new OutOfMemoryError("Java heap space"));
    relay.checkHealth();
    relay.close();

    assertThat(relay.join()).isEmpty();
  }
}
