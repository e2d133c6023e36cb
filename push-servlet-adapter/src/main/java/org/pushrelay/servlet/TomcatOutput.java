package org.pushrelay.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** What goes over an upgraded connection of Tomcat's. One thread at a time writes. */
final class TomcatOutput extends ServletOutputStream {
  private final SocketWrapperBase<?> socket;
  private volatile @Nullable WriteListener listener;

  /** A flush has left something behind. */
  private boolean unflushed;

  TomcatOutput(SocketWrapperBase<?> socket) {
    this.socket = socket;
  }

  /** Sends what Tomcat has kept back, too, which it does not do by itself. */
  @Override
  public boolean isReady() {
    try {
      if (unflushed || !socket.canWrite()) {
        unflushed = socket.flush(false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (unflushed) {
      socket.registerWriteInterest();
    }
    return !unflushed;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    socket.write(false, bytes, offset, length);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void flush() throws IOException {
    unflushed = socket.flush(false);
  }

  @Override
  public void setWriteListener(WriteListener writer) {
    listener = writer;
    writable();
  }

  void writable() {
    WriteListener writer = listener;
    if (writer == null) {
      return;
    }
    try {
      writer.onWritePossible();
    } catch (IOException e) {
      writer.onError(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
