package org.pushrelay.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Many clients that make a relay hold bytes: each sends what it is given as far as the relay takes
 * it, and reads either all that comes, or nothing. One thread does the work of all of them.
 */
final class MemoryAttack implements AutoCloseable {
  private static final int SMALL_WINDOW = 4096;
  private static final int FIRST_BYTES = 512;

  private final InetSocketAddress relay;
  private final Selector selector;
  private final Thread thread;
  private final ConcurrentLinkedQueue<Client> arriving = new ConcurrentLinkedQueue<>();
  private final List<Client> clients = new ArrayList<>();
  private volatile boolean over;

  private MemoryAttack(URI address) throws IOException {
    this.relay = new InetSocketAddress(address.getHost(), address.getPort());
    this.selector = Selector.open();
    this.thread = new Thread(this::run, "attack");
    thread.setDaemon(true);
    thread.start();
  }

  static MemoryAttack on(URI address) throws IOException {
    return new MemoryAttack(address);
  }

  /**
   * One more client.
   *
   * @param bytes what it sends
   * @param reads whether it reads what comes
   */
  Client send(ByteBuffer bytes, boolean reads) throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (!reads) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_WINDOW);
    }
    channel.configureBlocking(false);
    channel.connect(relay);
    Client client = new Client(channel, bytes.duplicate(), reads);
    clients.add(client);
    arriving.add(client);
    selector.wakeup();
    return client;
  }

  /** How many clients there are in each state: the status that came, or what has become of them. */
  Map<String, Integer> states() {
    Map<String, Integer> states = new TreeMap<>();
    clients.forEach(client -> states.merge(client.state(), 1, Integer::sum));
    return states;
  }

  /** Whether each client has sent all that it has, or was answered, or let go. */
  boolean isSettled() {
    return clients.stream().allMatch(Client::isSettled);
  }

  private void run() {
    try {
      while (!over) {
        selector.select(100);
        for (Client one = arriving.poll(); one != null; one = arriving.poll()) {
          one.channel.register(selector, SelectionKey.OP_CONNECT, one);
        }
        for (SelectionKey key : selector.selectedKeys()) {
          ((Client) key.attachment()).step(key);
        }
        selector.selectedKeys().clear();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    over = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  /** One client. */
  static final class Client {
    private final SocketChannel channel;
    private final ByteBuffer unsent;
    private final boolean reads;
    private final ByteBuffer read = ByteBuffer.allocate(16 * 1024);
    private final byte[] first = new byte[FIRST_BYTES];
    private int firstSize;
    private volatile String beginning = "";
    private volatile boolean closed;
    private volatile boolean allSent;

    Client(SocketChannel channel, ByteBuffer unsent, boolean reads) {
      this.channel = channel;
      this.unsent = unsent;
      this.reads = reads;
    }

    private void step(SelectionKey key) {
      try {
        if (key.isConnectable()) {
          channel.finishConnect();
        }
        channel.write(unsent);
        allSent = !unsent.hasRemaining();
        if (key.isReadable()) {
          receive();
        }
        // one that reads nothing still looks at the first bytes, to see a refusal
        boolean looks = reads || firstSize < 12;
        key.interestOps((allSent ? 0 : SelectionKey.OP_WRITE) | (looks ? SelectionKey.OP_READ : 0));
      } catch (IOException e) {
        closed = true;
        key.cancel();
      }
    }

    private void receive() throws IOException {
      read.clear();
      if (!reads) {
        read.limit(12 - firstSize);
      }
      int count = channel.read(read);
      if (count < 0) {
        throw new IOException("closed");
      }
      int more = Math.min(count, FIRST_BYTES - firstSize);
      System.arraycopy(read.array(), 0, first, firstSize, more);
      firstSize += more;
      beginning = new String(first, 0, firstSize, ISO_8859_1);
    }

    private boolean isSettled() {
      return allSent || closed || beginning.length() >= 12;
    }

    private String state() {
      if (beginning.startsWith("HTTP/1.1 ") && beginning.length() >= 12) {
        return beginning.substring(9, 12);
      }
      return closed ? "closed" : allSent ? "waiting" : "sending";
    }
  }
}
