package org.pushrelay.jetty;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;
import org.pushrelay.transport.spi.QueuedStream;

/**
 * A connection that has left HTTP, or is about to: what is written before it has waits with the
 * rest. What waits goes out in one write.
 */
final class JettyUpgrade extends QueuedStream implements Upgrade {
  private static final int PIECES_AT_ONCE = 64;

  private final Consumer<JettyUpgrade> response;
  private final EndPoint endPoint;
  private final UpgradedConnection connection;
  private final Callback written =
      Callback.from(InvocationType.NON_BLOCKING, this::sent, this::failed);

  private boolean answered;

  /**
   * @param response sends the response 101, and then has Jetty open the connection
   */
  JettyUpgrade(
      Request request,
      UpgradeListener listener,
      Consumer<JettyUpgrade> response,
      BufferBudget budget) {
    super(listener, request.getComponents().getExecutor(), PIECES_AT_ONCE, budget);
    this.response = response;
    this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    this.connection =
        new UpgradedConnection(
            endPoint,
            request.getComponents().getExecutor(),
            request.getConnectionMetaData().getConnector().getByteBufferPool(),
            this,
            listener);
  }

  UpgradedConnection connection() {
    return connection;
  }

  @Override
  protected void send(List<MessageBody> pieces) {
    if (answered) {
      endPoint.write(
          written, pieces.stream().map(MessageBody::asByteBuffer).toArray(ByteBuffer[]::new));
    } else {
      answered = true;
      response.accept(this);
    }
  }

  /** The response is out, and the connection is ours. */
  void opened() {
    sent();
  }

  /** Known from elsewhere than from a write. */
  void clientLeft(Throwable cause) {
    failed(cause);
  }

  boolean isSending() {
    return isUnderWay();
  }

  /** Calls the listener, one call at a time. */
  void call(Runnable call) {
    notifyListener(call);
  }

  @Override
  public void setReading(boolean reading) {
    connection.setReading(reading);
  }

  @Override
  protected void finish() {
    connection.finish();
  }

  @Override
  protected void breakOff(Throwable cause) {
    endPoint.close();
  }
}
