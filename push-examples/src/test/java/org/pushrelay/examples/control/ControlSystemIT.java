package org.pushrelay.examples.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.pushrelay.examples.DefaultRelay;
import org.pushrelay.examples.Http;
import org.pushrelay.examples.Program;
import org.pushrelay.examples.Subscriber;

/** The control system, in one process and in several. */
class ControlSystemIT {

  @Test
  void operatorSeesWhatTheMachinesReport() throws Exception {
    try (Program all = Program.java(Main.class)) {
      assertThat(all.exitCode()).isZero();
      assertThat(all.lines())
          .containsSubsequence(
              "m1: carries out start",
              "operator: sees m1 running",
              "m2: breaks down",
              "operator: sees m2 fault",
              "operator: start m2? 409, m2 reports a fault: reset it first",
              "operator: sees m2 stopped",
              "m2: carries out start",
              "operator: sees m2 running");
      assertThat(all.lines()).noneMatch(line -> line.startsWith("---"));
    }
  }

  @Test
  void runsApartOnTheDefaultRelay() throws Exception {
    try (DefaultRelay relay = DefaultRelay.start();
        Program logic =
            Program.java(LogicServer.class, "--port", "0", "--relay", relay.uri("/").toString());
        Program machine =
            Program.java(
                ControlledMachine.class,
                "--name",
                "press",
                "--relay",
                relay.uri("/").toString(),
                "--logic",
                logic.uri().toString())) {
      Subscriber reports = new Subscriber(relay.uri("/sub?id=reports"));
      assertThat(reports.next().body()).isEqualTo("press stopped");

      assertThat(command(logic, "machine=press", "start")).isEqualTo(200);
      machine.line("press: carries out start"::equals);
      assertThat(reports.next().body()).isEqualTo("press running");

      assertThat(command(logic, "machine=oven", "start")).isEqualTo(404);
      assertThat(command(logic, "machine=press", "dance")).isEqualTo(400);
      assertThat(command(logic, "id=press", "start")).isEqualTo(400);
      relay.stop();
      assertThat(command(logic, "machine=press", "stop")).isEqualTo(502);
    }
  }

  private static int command(Program logic, String query, String order) throws Exception {
    return Http.post(logic.uri().resolve("/command?" + query), "text/plain", order).statusCode();
  }
}
