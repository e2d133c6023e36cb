package org.pushrelay.benchmarks.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection from its opening to its end. Used by the loop's thread only. */
public final class HttpConnection {
  private final HttpPeer peer;
  private final SocketChannel channel;
  private final SelectionKey key;
  private boolean open;
  private boolean closed;

  /** What came and was not enough to read; null while there is nothing, as in most of the time. */
  private @Nullable ByteBuffer unread;

  /** What the socket did not take. */
  private @Nullable ByteBuffer unsent;

  private HttpConnection(HttpPeer peer, SocketChannel channel, Selector selector, int operation)
      throws IOException {
    this.peer = peer;
    this.channel = channel;
    this.key = channel.register(selector, operation, this);
  }

  static HttpConnection open(SocketAddress address, HttpPeer peer, Selector selector)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      // closing resets: thousands of ports in TIME_WAIT would be missing in the next measurement
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      // one that is there at once is never selected for connecting
      boolean connected = channel.connect(address);
      int operation = connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
      return new HttpConnection(peer, channel, selector, operation);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends all of these bytes, now or as soon as the socket takes them. */
  public void send(ByteBuffer bytes) {
    if (closed) {
      return;
    }
    try {
      if (unsent == null) {
        channel.write(bytes);
      }
      if (bytes.hasRemaining()) {
        keepUnsent(bytes);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Ends it without a word to the peer. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      // a socket that fails to close is closed for us all the same
    }
  }

  /**
   * The selector says that there is something to do.
   *
   * @param input to read into; shared by all connections
   */
  void ready(ByteBuffer input) {
    if (closed) {
      return;
    }
    try {
      if (!open) {
        channel.finishConnect();
        open = true;
        key.interestOps(SelectionKey.OP_READ);
        peer.opened();
        return;
      }
      if (key.isWritable()) {
        sendRest();
      }
      if (!closed && key.isReadable()) {
        read(input);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void read(ByteBuffer input) throws IOException {
    input.clear();
    if (unread != null) {
      input.put(unread);
      unread = null;
    }
    if (!input.hasRemaining()) {
      throw new MalformedResponseException("an answer of more than " + input.capacity() + " bytes");
    }
    if (channel.read(input) < 0) {
      throw new EOFException("closed by the server");
    }
    input.flip();
    peer.received(input);
    if (input.hasRemaining()) {
      unread = ByteBuffer.allocate(input.remaining()).put(input).flip();
    }
  }

  private void sendRest() throws IOException {
    ByteBuffer rest = unsent;
    if (rest != null) {
      channel.write(rest);
      if (rest.hasRemaining()) {
        return;
      }
    }
    unsent = null;
    key.interestOps(SelectionKey.OP_READ);
  }

  private void keepUnsent(ByteBuffer bytes) {
    int before = unsent == null ? 0 : unsent.remaining();
    ByteBuffer all = ByteBuffer.allocate(before + bytes.remaining());
    if (unsent != null) {
      all.put(unsent);
    }
    unsent = all.put(bytes).flip();
    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  private void fail(IOException cause) {
    if (closed) {
      return;
    }
    close();
    peer.closed(cause);
  }
}
