package org.pushrelay.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.pushrelay.testkit.Eventually;

/** An application on a free port of 127.0.0.1: answers as it is told, and remembers the calls. */
final class Application implements AutoCloseable {
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile Reply reply = new Reply(200, Map.of(), "");
  private volatile boolean stuck;

  record Call(String method, String path, Headers headers, String body) {
    String header(String name) {
      return String.valueOf(headers.getFirst(name));
    }
  }

  private record Reply(int status, Map<String, String> headers, String body) {}

  Application() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Call call =
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders(),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    calls.add(call);
    waitWhileStuck();
    Reply given = reply;
    given.headers().forEach(exchange.getResponseHeaders()::add);
    byte[] body = given.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(given.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void waitWhileStuck() {
    if (!stuck) {
      return;
    }
    try {
      goesOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  void answers(int status, Map<String, String> headers, String body) {
    reply = new Reply(status, headers, body);
  }

  /** Answers nothing any more. */
  void getStuck() {
    stuck = true;
  }

  void goOn() {
    stuck = false;
    goesOn.countDown();
  }

  int called() {
    return calls.size();
  }

  /** The calls so far, once there are so many. */
  List<Call> calls(int atLeast) {
    Eventually.until(atLeast + " calls", () -> calls.size() >= atLeast);
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    goOn();
    server.stop(0);
    threads.shutdownNow();
  }
}
