package org.pushrelay.examples.control;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.pushrelay.examples.CommandLine;
import org.pushrelay.examples.Subscriber;

/**
 * A machine: waits at the relay for its orders, carries them out, and reports to the logic server.
 */
public final class ControlledMachine implements Runnable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String name;
  private final Subscriber orders;
  private final URI reports;

  /** A machine of this name; it reports for the first time when it runs. */
  public ControlledMachine(String name, URI relay, URI logic) {
    this.name = name;
    this.orders = new Subscriber(relay.resolve("/sub?id=" + name));
    this.reports = logic.resolve("/report?machine=" + name);
  }

  /** Works until the thread is interrupted. */
  @Override
  public void run() {
    try {
      report(MachineState.STOPPED);
      while (true) {
        carryOut(orders.next().body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carryOut(String text) throws InterruptedException {
    Order order;
    try {
      order = Order.of(text);
    } catch (IllegalArgumentException e) {
      System.out.println(name + ": was told what it does not understand");
      return;
    }
    System.out.println(name + ": carries out " + order.text());
    report(order.outcome());
  }

  /** What happens to machines. */
  void breakDown() throws InterruptedException {
    System.out.println(name + ": breaks down");
    report(MachineState.FAULT);
  }

  /** Says it until the logic server has it. */
  private void report(MachineState state) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(reports).POST(BodyPublishers.ofString(state.text())).build();
    while (true) {
      try {
        int status = http.send(request, BodyHandlers.discarding()).statusCode();
        if (status == 200) {
          return;
        }
        System.out.println(name + ": could not report (answer " + status + ")");
      } catch (IOException e) {
        System.out.println(name + ": could not report (" + e + ")");
      }
      // the machine has nothing else to do: no order is taken before its last report is known
      Thread.sleep(1000);
    }
  }

  /** Runs one machine until it is interrupted. */
  public static void main(String[] args) {
    CommandLine line =
        new CommandLine("A machine that takes orders from the relay, and reports.")
            .option("--name", "m1", "what it is called: letters and digits")
            .option("--relay", "http://127.0.0.1:8080/", "where the orders come from")
            .option("--logic", "http://127.0.0.1:8090/", "where the reports go")
            .parse(args);
    URI relay = URI.create(line.text("--relay"));
    URI logic = URI.create(line.text("--logic"));
    new ControlledMachine(line.text("--name"), relay, logic).run();
  }
}
