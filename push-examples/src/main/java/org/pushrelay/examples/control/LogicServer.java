package org.pushrelay.examples.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pushrelay.examples.CommandLine;

/**
 * The logic of the control system, an ordinary web application: takes commands, decides, and
 * publishes orders at the relay, to each machine on a channel of its own. The reports of the
 * machines go to the channel {@code reports}, for any subscriber.
 */
public final class LogicServer implements AutoCloseable {
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Map<String, MachineState> machines = new ConcurrentHashMap<>();
  private final URI relay;
  private final HttpServer server;

  /** A running server on 127.0.0.1; port 0 is any free one. */
  public LogicServer(int port, URI relay) throws IOException {
    this.relay = relay;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/command", exchange -> serve(exchange, this::command));
    server.createContext("/report", exchange -> serve(exchange, this::report));
    server.start();
  }

  /** Where it is reached. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** {@code POST /command?machine=m1} with {@code start}, {@code stop} or {@code reset}. */
  private Answer command(String machine, String text) throws IOException {
    Order order = Order.of(text);
    MachineState state = machines.get(machine);
    if (state == null) {
      return new Answer(404, machine + " has never reported");
    }
    if (state == MachineState.FAULT && order == Order.START) {
      return new Answer(409, machine + " reports a fault: reset it first");
    }
    boolean waiting = publish(machine, order.text());
    return new Answer(200, machine + (waiting ? " was told at once" : " will be told"));
  }

  /** {@code POST /report?machine=m1} with {@code stopped}, {@code running} or {@code fault}. */
  private Answer report(String machine, String text) throws IOException {
    MachineState state = MachineState.of(text);
    machines.put(machine, state);
    publish("reports", machine + " " + state.text());
    return new Answer(200, "noted");
  }

  /** Hands a message to the relay; returns true if a subscriber was waiting for it. */
  private boolean publish(String channel, String text) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(relay.resolve("/pub?id=" + channel))
            .header("Content-Type", "text/plain")
            .POST(BodyPublishers.ofString(text))
            .build();
    try {
      int status = http.send(request, BodyHandlers.discarding()).statusCode();
      if (status != 201 && status != 202) {
        throw new IOException("the relay answered " + status);
      }
      return status == 201;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private record Answer(int status, String text) {}

  private interface Action {
    Answer of(String machine, String text) throws IOException;
  }

  private static void serve(HttpExchange exchange, Action action) throws IOException {
    try (exchange) {
      String text = new String(exchange.getRequestBody().readAllBytes(), UTF_8).strip();
      Answer response = decide(String.valueOf(exchange.getRequestURI().getQuery()), text, action);
      byte[] bytes = (response.text() + "\n").getBytes(UTF_8);
      exchange.sendResponseHeaders(response.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Answer decide(String query, String text, Action action) {
    if (!query.matches("machine=\\w+")) {
      return new Answer(400, "expected: ?machine=NAME");
    }
    try {
      return action.of(query.substring("machine=".length()), text);
    } catch (IllegalArgumentException e) {
      return new Answer(400, text + ": not known here");
    } catch (IOException e) {
      return new Answer(502, "the relay did not take it: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  /** Runs the logic server until it is interrupted. */
  public static void main(String[] args) throws IOException {
    CommandLine line =
        new CommandLine("Takes commands and reports, and publishes orders at the relay.")
            .option("--port", "8090", "where, on 127.0.0.1; 0 for any free port")
            .option("--relay", "http://127.0.0.1:8080/", "where the orders go")
            .parse(args);
    LogicServer logic = new LogicServer(line.number("--port"), URI.create(line.text("--relay")));
    System.out.println("listening on " + logic.uri());
  }
}
