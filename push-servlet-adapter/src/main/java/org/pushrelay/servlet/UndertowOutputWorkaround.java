package org.pushrelay.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Arrays;

/**
 * Gives a container whole arrays only: Undertow writes all of an array over an upgraded connection,
 * whatever part of it was meant.
 */
final class UndertowOutputWorkaround extends ServletOutputStream {
  private final ServletOutputStream out;

  UndertowOutputWorkaround(ServletOutputStream out) {
    this.out = out;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    boolean whole = offset == 0 && length == bytes.length;
    out.write(whole ? bytes : Arrays.copyOfRange(bytes, offset, offset + length));
  }

  @Override
  public void write(int b) throws IOException {
    out.write(new byte[] {(byte) b});
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void setWriteListener(WriteListener listener) {
    out.setWriteListener(listener);
  }
}
