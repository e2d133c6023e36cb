package org.pushrelay.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * What comes over an upgraded connection of Tomcat's. Tomcat tells of it once each time that {@link
 * #isReady} has said no.
 */
final class TomcatInput extends ServletInputStream {
  private final SocketWrapperBase<?> socket;
  private volatile @Nullable ReadListener listener;

  TomcatInput(SocketWrapperBase<?> socket) {
    this.socket = socket;
  }

  @Override
  public boolean isReady() {
    try {
      if (socket.isReadyForRead()) {
        return true;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    socket.registerReadInterest();
    return false;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return socket.read(false, buffer, offset, length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  /** Whether the end was read is told by {@link #read}. */
  @Override
  public boolean isFinished() {
    return socket.isClosed();
  }

  @Override
  public void setReadListener(ReadListener reader) {
    listener = reader;
  }

  void dataAvailable() {
    ReadListener reader = listener;
    if (reader == null) {
      return;
    }
    try {
      reader.onDataAvailable();
    } catch (IOException e) {
      reader.onError(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
