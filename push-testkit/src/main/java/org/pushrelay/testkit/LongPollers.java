package org.pushrelay.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Many subscribers in one thread, each on a connection of its own. Each asks for the next message
 * as soon as it has one, with the id of that one, until it has as many as it is to get. For tests
 * with thousands of them; only {@link #run} reads, so until then they are clients who do not. Used
 * by one thread.
 */
public final class LongPollers implements AutoCloseable {

  /** What the subscribers do with what they get. */
  public interface Reader {
    /** Some bytes of a body; all of them are to be taken from the buffer. */
    void bytes(int subscriber, int message, int offset, ByteBuffer bytes);

    /** A whole message was read. */
    void end(int subscriber, int message, int size);
  }

  private static final int LONGEST_HEAD = 4096;

  private final Selector selector = Selector.open();
  private final ByteBuffer received = ByteBuffer.allocateDirect(256 * 1024);
  private final List<Poller> pollers = new ArrayList<>();
  private final Reader reader;
  private final int messages;
  private int unfinished;

  /**
   * Connects, and asks for the first message.
   *
   * @param port where the server listens on 127.0.0.1
   * @param target what each subscriber asks for, by its number
   * @param messages how many each is to get
   */
  public LongPollers(
      int port, int subscribers, IntFunction<String> target, int messages, Reader reader)
      throws IOException {
    this.reader = reader;
    this.messages = messages;
    this.unfinished = subscribers;
    for (int i = 0; i < subscribers; i++) {
      SocketChannel socket =
          SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.configureBlocking(false);
      Poller poller = new Poller(i, socket, target.apply(i));
      socket.register(selector, SelectionKey.OP_READ, poller);
      pollers.add(poller);
      poller.ask("");
    }
  }

  /**
   * Leaves a test out if the process may not open so many files. Linux tells; on other systems too
   * few of them fail the test.
   *
   * @param needed for both ends of all connections, and for all else
   */
  public static void assumeEnoughFiles(long needed) throws IOException {
    Path limits = Path.of("/proc/self/limits");
    if (!Files.exists(limits)) {
      return;
    }
    try (Stream<String> lines = Files.lines(limits)) {
      String soft =
          lines
              .filter(line -> line.startsWith("Max open files"))
              .map(line -> line.split("\\s+", -1)[3])
              .findFirst()
              .orElse("unlimited");
      boolean enough = soft.equals("unlimited") || Long.parseLong(soft) >= needed;
      assumeTrue(enough, "needs " + needed + " open files, not " + soft + ": raise ulimit -n");
    }
  }

  /**
   * Reads until all have what they are to get.
   *
   * @throws TimeoutException if that takes longer
   */
  public void run(Duration limit) throws IOException, TimeoutException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (unfinished > 0) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new TimeoutException(unfinished + " subscribers wait for more");
      }
      selector.select(
          key -> {
            try {
              ((Poller) key.attachment()).read();
            } catch (IOException e) {
              throw new IllegalStateException(key.attachment() + " lost its connection", e);
            }
          },
          100);
    }
  }

  @Override
  public void close() throws IOException {
    for (Poller poller : pollers) {
      poller.socket.close();
    }
    selector.close();
  }

  private final class Poller {
    private final int number;
    private final SocketChannel socket;
    private final String target;
    private final StringBuilder head = new StringBuilder();
    private int message;
    private int size = -1;
    private int offset;

    Poller(int number, SocketChannel socket, String target) {
      this.number = number;
      this.socket = socket;
      this.target = target;
    }

    /** A request is so short that a socket with nothing else to send takes it whole. */
    void ask(String cursor) throws IOException {
      String request = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + cursor + "\r\n";
      socket.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
    }

    void read() throws IOException {
      received.clear();
      if (socket.read(received) < 0) {
        throw new IOException("the server closed the connection");
      }
      received.flip();
      while (received.hasRemaining()) {
        if (size < 0) {
          readHead();
        } else {
          readBody();
        }
      }
    }

    private void readHead() throws IOException {
      head.append((char) (received.get() & 0xff));
      if (head.length() > LONGEST_HEAD) {
        throw new IOException("no end of the head: " + head);
      }
      if (head.length() >= 4 && head.indexOf("\r\n\r\n", head.length() - 4) >= 0) {
        if (!head.toString().startsWith("HTTP/1.1 200 ")) {
          throw new IOException("no message: " + head);
        }
        size = Integer.parseInt(header("Content-Length"));
        offset = 0;
        endIfWhole();
      }
    }

    private void readBody() throws IOException {
      int length = Math.min(received.remaining(), size - offset);
      ByteBuffer part = received.slice(received.position(), length);
      received.position(received.position() + length);
      reader.bytes(number, message, offset, part);
      offset += length;
      endIfWhole();
    }

    private void endIfWhole() throws IOException {
      if (offset < size) {
        return;
      }
      reader.end(number, message, size);
      String cursor =
          "If-Modified-Since: "
              + header("Last-Modified")
              + "\r\nIf-None-Match: "
              + header("Etag")
              + "\r\n";
      message++;
      head.setLength(0);
      size = -1;
      if (message < messages) {
        ask(cursor);
      } else {
        unfinished--;
      }
    }

    private String header(String name) throws IOException {
      int start = head.indexOf("\r\n" + name + ": ");
      if (start < 0) {
        throw new IOException("no " + name + ": " + head);
      }
      start += name.length() + 4;
      return head.substring(start, head.indexOf("\r\n", start));
    }

    @Override
    public String toString() {
      return "subscriber " + number;
    }
  }
}
