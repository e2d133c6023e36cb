package org.pushrelay.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Clients that ask for an event stream, and read nothing of it: they are in others' way. */
final class StuckStreams implements Closeable {
  /** Little is taken before a client is stuck. */
  private static final int RECEIVE_BUFFER = 4096;

  private final List<SocketChannel> connections = new ArrayList<>();

  /** Opens as many as the options say; channels take turns. */
  StuckStreams(LoadOptions options, ChannelNames names) throws IOException {
    try {
      for (int i = 0; i < options.stuck(); i++) {
        String target = options.subscribeTarget(names.name(i % options.channels()));
        connections.add(open(options, new StreamRequest(names.host(), target)));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static SocketChannel open(LoadOptions options, StreamRequest stream) throws IOException {
    SocketChannel connection = SocketChannel.open();
    connection.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
    connection.connect(options.server());
    ByteBuffer request = stream.after("");
    while (request.hasRemaining()) {
      connection.write(request);
    }
    return connection;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }
}
