package org.pushrelay.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.pushrelay.benchmarks.http.LoadResponse;
import org.pushrelay.benchmarks.http.LoadResponseReader;
import org.pushrelay.benchmarks.http.EventLoop;
import org.pushrelay.benchmarks.http.HttpConnection;
import org.pushrelay.benchmarks.http.HttpPeer;
import org.pushrelay.benchmarks.http.MalformedResponseException;

/** Sends requests over one connection, each when the one before it was answered. */
final class PublisherConnection implements HttpPeer {
  private final Deliveries deliveries;
  private final HttpConnection connection;
  private final Queue<Request> waiting = new ArrayDeque<>();
  private @Nullable Request underWay;
  private boolean open;

  /** Bytes that are made when they are sent, and what is done with the status of the response. */
  private record Request(Supplier<ByteBuffer> bytes, IntConsumer answered) {}

  PublisherConnection(EventLoop loop, LoadOptions options, Deliveries deliveries)
      throws IOException {
    this.deliveries = deliveries;
    this.connection = loop.open(options.server(), this);
  }

  boolean isOpen() {
    return open;
  }

  boolean isIdle() {
    return underWay == null && waiting.isEmpty();
  }

  void request(Supplier<ByteBuffer> bytes, IntConsumer answered) {
    waiting.add(new Request(bytes, answered));
    if (underWay == null) {
      sendNext();
    }
  }

  void close() {
    connection.close();
  }

  @Override
  public void opened() {
    open = true;
    sendNext();
  }

  @Override
  public void received(ByteBuffer bytes) throws MalformedResponseException {
    LoadResponse response = LoadResponseReader.read(bytes);
    Request request = underWay;
    if (response == null) {
      return;
    }
    if (request == null) {
      throw new MalformedResponseException("a publisher got an answer that it did not ask for");
    }
    underWay = null;
    request.answered().accept(response.status());
    sendNext();
  }

  /** What was under way may have been published or not: the run cannot be clean any more. */
  @Override
  public void closed(IOException cause) {
    open = false;
    deliveries.error(new IOException("a publisher's connection ended: " + cause.getMessage()));
  }

  private void sendNext() {
    if (!open || underWay != null) {
      return;
    }
    underWay = waiting.poll();
    if (underWay != null) {
      connection.send(underWay.bytes().get());
    }
  }
}
