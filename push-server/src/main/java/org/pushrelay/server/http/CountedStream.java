package org.pushrelay.server.http;

import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.ResponseStream;

/** A stream whose bytes are counted; all else is left to another one. */
class CountedStream implements ResponseStream {
  private final ResponseStream stream;
  private final StreamByteCounter count;

  CountedStream(ResponseStream stream, StreamByteCounter count) {
    this.stream = stream;
    this.count = count;
  }

  @Override
  public void write(MessageBody piece) {
    count.add(piece.size());
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
    count.end();
  }

  @Override
  public void abort() {
    stream.abort();
    count.end();
  }
}
