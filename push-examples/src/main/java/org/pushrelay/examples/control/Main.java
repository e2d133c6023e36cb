package org.pushrelay.examples.control;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.pushrelay.PushEngine;
import org.pushrelay.examples.CommandLine;
import org.pushrelay.examples.Subscriber;
import org.pushrelay.jetty.PushHandler;
import org.pushrelay.protocol.PublisherConfig;

/**
 * The control system in one program: the relay, the logic server and two machines, which talk to
 * each other over HTTP only, and an operator who works through a short script.
 */
public final class Main {
  /** An order is worth nothing later: a machine that comes back must not find old ones. */
  private static final Duration ORDERS_ARE_KEPT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI logic;
  private final Subscriber reports;

  private Main(URI relay, URI logic) {
    this.logic = logic;
    this.reports = new Subscriber(relay.resolve("/sub?id=reports"));
  }

  /** Runs everything, and ends when the script is over. */
  public static void main(String[] args) throws Exception {
    CommandLine line =
        new CommandLine("A relay, a logic server and two machines, and an operator's script.")
            .option("--relay", "0", "port of the relay, 0 for any free one")
            .option("--logic", "0", "port of the logic server, 0 for any free one")
            .parse(args);
    PushEngine engine = PushEngine.create();
    Server server = relay(engine, line.number("--relay"));
    server.start();
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    URI relay = URI.create("http://127.0.0.1:" + port);
    try (LogicServer logic = new LogicServer(line.number("--logic"), relay)) {
      ControlledMachine m1 = new ControlledMachine("m1", relay, logic.uri());
      ControlledMachine m2 = new ControlledMachine("m2", relay, logic.uri());
      List<Thread> machines = List.of(new Thread(m1), new Thread(m2));
      machines.forEach(Thread::start);
      try {
        new Main(relay, logic.uri()).script(m2);
      } finally {
        machines.forEach(Thread::interrupt);
      }
    } finally {
      engine.close();
      server.stop();
    }
  }

  private static Server relay(PushEngine engine, int port) {
    PublisherConfig orders =
        PublisherConfig.builder().buffer(b -> b.timeout(ORDERS_ARE_KEPT)).build();
    Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    server.setHandler(
        new PushHandler()
            .mount("/pub", engine.publisher(orders))
            .mount("/sub", engine.subscriber()));
    return server;
  }

  private void script(ControlledMachine m2) throws IOException, InterruptedException {
    awaitReports("m1 stopped", "m2 stopped");
    command("m1", "start");
    awaitReports("m1 running");
    m2.breakDown();
    awaitReports("m2 fault");
    command("m2", "start");
    command("m2", "reset");
    awaitReports("m2 stopped");
    command("m2", "start");
    awaitReports("m2 running");
  }

  private void command(String machine, String order) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(logic.resolve("/command?machine=" + machine))
            .POST(BodyPublishers.ofString(order))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    System.out.printf(
        "operator: %s %s? %d, %s%n",
        order, machine, response.statusCode(), response.body().strip());
  }

  private void awaitReports(String... expected) throws InterruptedException {
    Set<String> missing = new HashSet<>(Set.of(expected));
    while (!missing.isEmpty()) {
      String report = reports.next().body();
      System.out.println("operator: sees " + report);
      missing.remove(report);
    }
  }
}
