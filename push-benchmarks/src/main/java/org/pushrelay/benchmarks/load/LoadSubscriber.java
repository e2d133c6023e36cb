package org.pushrelay.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.pushrelay.benchmarks.http.HttpConnection;
import org.pushrelay.benchmarks.http.HttpPeer;

/** One subscriber of a load, over one connection at a time; if that ends, it comes back. */
abstract class LoadSubscriber implements HttpPeer {
  /** A server that refuses connections is not to be hammered. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Crowd crowd;
  private final int channel;
  private final SequenceCheck check = new SequenceCheck();
  private @Nullable HttpConnection connection;
  private boolean open;

  LoadSubscriber(Crowd crowd, int channel) {
    this.crowd = crowd;
    this.channel = channel;
  }

  /** What it asks now: where it stands is in there. */
  abstract ByteBuffer request();

  Crowd crowd() {
    return crowd;
  }

  SequenceCheck check() {
    return check;
  }

  int channel() {
    return channel;
  }

  void connect() {
    try {
      connection = crowd.open(this);
    } catch (IOException e) {
      closed(e);
    }
  }

  void close() {
    if (connection != null) {
      connection.close();
    }
  }

  @Override
  public void opened() {
    open = true;
    crowd.connected();
    ask();
  }

  void ask() {
    if (connection != null) {
      connection.send(request().duplicate());
    }
  }

  /** Asks again what it asked: whether that was answered it cannot know, and so cannot miss it. */
  @Override
  public void closed(IOException cause) {
    crowd.failed(cause);
    reconnect();
  }

  void reconnect() {
    if (open) {
      open = false;
      crowd.disconnected();
    }
    crowd.after(PAUSE, this::connect);
  }
}
