package org.pushrelay.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushrelay.PushEngine;
import org.pushrelay.benchmarks.server.RunningRelay;
import org.pushrelay.benchmarks.server.Transport;

/** A load on a relay in this process: what is published is what comes. */
class LoadRunIT {
  private final PushEngine engine = PushEngine.create();
  private RunningRelay relay;
  private int port;

  @BeforeEach
  void start() throws Exception {
    relay = Transport.JETTY.start(engine, 0, 1);
    port = relay.port();
  }

  @AfterEach
  void stop() {
    engine.close();
    relay.close();
  }

  @Test
  void everySubscriberGetsEveryMessage() throws Exception {
    LoadResult result = run("--subs", "20", "--messages", "30", "--warmup", "5");

    assertThat(result.isClean()).as("%s", result).isTrue();
    assertThat(result.deliveries()).isEqualTo(20 * 30);
    assertThat(result.latency().maxMicros()).isPositive();
    assertThat(result.cpuSeconds().orElseThrow()).isPositive();
  }

  @Test
  void streamsGetEveryMessage() throws Exception {
    LoadResult result =
        run("--mode", "eventsource", "--subs", "20", "--channels", "3", "--messages", "300");

    assertThat(result.isClean()).as("%s", result).isTrue();
    assertThat(result.published()).isEqualTo(300);
  }

  @Test
  void thoseWhoReadNothingAreInNobodysWay() throws Exception {
    LoadResult result =
        run(
            "--mode",
            "eventsource",
            "--subs",
            "2",
            "--stuck",
            "20",
            "--size",
            "20000",
            "--messages",
            "100");

    assertThat(result.isClean()).as("%s", result).isTrue();
    assertThat(result.deliveries()).isEqualTo(2 * 100);
  }

  @Test
  void manyMessagesAreUnderWayOnManyChannels() throws Exception {
    LoadResult result =
        run(
            "--subs",
            "20",
            "--channels",
            "7",
            "--messages",
            "200",
            "--window",
            "16", //
            "--publishers",
            "3");

    assertThat(result.isClean()).as("%s", result).isTrue();
    assertThat(result.published()).isEqualTo(200);
  }

  @Test
  void anOpenLoopPublishesAtItsRate() throws Exception {
    LoadResult result = run("--subs", "20", "--messages", "50", "--rate", "100");

    assertThat(result.isClean()).as("%s", result).isTrue();
    assertThat(result.seconds()).isGreaterThanOrEqualTo(0.49);
  }

  @Test
  void publishersNeedNoSubscribers() throws Exception {
    LoadResult result = run("--mode", "publish", "--publishers", "4", "--messages", "100");

    assertThat(result.isClean()).as("%s", result).isTrue();
    assertThat(result.units()).isEqualTo(100);
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    run("--subs", "20", "--channels", "5", "--messages", "10");

    assertThat(engine.channels()).isEmpty();
  }

  @Test
  void aServerThatIsNotThereIsNotClean() throws Exception {
    relay.close();

    LoadResult result = run("--subs", "1", "--messages", "1", "--timeout", "1");

    assertThat(result.isClean()).isFalse();
    assertThat(result.firstError()).isNotEmpty();
  }

  private LoadResult run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", "127.0.0.1:" + port));
    all.addAll(List.of("--pid", Long.toString(ProcessHandle.current().pid())));
    return LoadRun.run(LoadOptions.parse(all.toArray(String[]::new)), new LoadListener() {});
  }
}
