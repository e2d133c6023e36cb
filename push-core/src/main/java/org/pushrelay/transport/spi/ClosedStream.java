package org.pushrelay.transport.spi;

import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.ResponseStream;

/** A stream that nobody reads: all calls are without effect. */
enum ClosedStream implements ResponseStream {
  CLOSED;

  @Override
  public void write(MessageBody piece) {
    // nobody reads it
  }

  @Override
  public void flush() {
    // there is nothing
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public void end() {
    // it has ended
  }

  @Override
  public void abort() {
    // it has ended
  }
}
