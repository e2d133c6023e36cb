package org.pushrelay.transport.spi;

import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.ResponseStream;

/** A stream without a reader: no call has an effect. */
enum ClosedStream implements ResponseStream {
  CLOSED;

  @Override
  public void write(MessageBody piece) {
    // the stream has no reader
  }

  @Override
  public void flush() {
    // no output is buffered
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
