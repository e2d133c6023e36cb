package org.pushrelay.protocol;

import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.ResponseStream;

/** A stream that runs an action when it ends. */
class CloseNotifyingStream implements ResponseStream {
  private final ResponseStream stream;
  private final Runnable whenOver;

  CloseNotifyingStream(ResponseStream stream, Runnable whenOver) {
    this.stream = stream;
    this.whenOver = whenOver;
  }

  @Override
  public void write(MessageBody piece) {
    stream.write(piece);
  }

  @Override
  public void flush() {
    stream.flush();
  }

  @Override
  public boolean isWritable() {
    return stream.isWritable();
  }

  @Override
  public void end() {
    stream.end();
    whenOver.run();
  }

  @Override
  public void abort() {
    stream.abort();
    whenOver.run();
  }
}
