package org.pushrelay.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.transport.Upgrade;
import org.pushrelay.transport.UpgradeListener;

/**
 * Leaves HTTP and sends back what it gets. It reads only while its client takes what it is given;
 * with {@code mode=deaf}, only when a test says so, and with {@code mode=later} it upgrades in
 * another thread after the handler has returned. {@code .} ends the connection, and {@code !}
 * aborts it.
 */
final class EchoEndpoint implements ExchangeHandler {
  private final AtomicLong received = new AtomicLong();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();
  private volatile @Nullable Echo latest;

  /** How many bytes have come from all clients together. */
  long received() {
    return received.get();
  }

  /** How many clients have left, as their listeners heard. */
  int closed() {
    return closed.get();
  }

  /** How many calls of listeners were none that may come. */
  int faults() {
    return faults.get();
  }

  /** Begins to read what the client of a deaf echo sends. */
  void listen() {
    Echo present = latest;
    if (present != null) {
      present.listen();
    }
  }

  @Override
  public void handle(Exchange exchange) {
    if (!exchange.canUpgrade()) {
      exchange.respond(PushResponse.of(400).closing());
      return;
    }
    String mode = exchange.request().argument("mode").orElse("");
    Echo echo = new Echo(mode.equals("deaf"));
    latest = echo;
    if (mode.equals("later")) {
      CompletableFuture<?> unused =
          CompletableFuture.runAsync(
              () -> echo.begin(exchange),
              CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
    } else {
      echo.begin(exchange);
    }
  }

  /** One connection. Its lock keeps bytes that come at once from being seen before the upgrade. */
  private final class Echo implements UpgradeListener {
    private final boolean deaf;

    @GuardedBy("this")
    private @Nullable Upgrade upgrade;

    @GuardedBy("this")
    private boolean over;

    Echo(boolean deaf) {
      this.deaf = deaf;
    }

    synchronized void begin(Exchange exchange) {
      Upgrade begun = exchange.upgrade(List.of(new Header("Upgrade", "echo")), this);
      if (deaf) {
        begun.setReading(false);
      }
      upgrade = begun;
    }

    synchronized void listen() {
      if (upgrade != null) {
        upgrade.setReading(true);
      }
    }

    @Override
    public synchronized void onBytes(ByteBuffer bytes) {
      Upgrade out = upgrade;
      if (out == null) {
        faults.incrementAndGet();
        return;
      }
      received.addAndGet(bytes.remaining());
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      if (over || copy.length == 0) {
        return;
      }
      if (copy[0] == '!') {
        over = true;
        out.abort();
        return;
      }
      out.write(MessageBody.wrap(copy));
      if (copy[copy.length - 1] == '.') {
        over = true;
        out.end();
        return;
      }
      out.flush();
      if (!out.isWritable()) {
        out.setReading(false);
      }
    }

    @Override
    public synchronized void onWritable() {
      if (upgrade == null) {
        faults.incrementAndGet();
      } else {
        upgrade.setReading(true);
      }
    }

    @Override
    public synchronized void onClosed() {
      if (over) {
        faults.incrementAndGet();
      }
      over = true;
      closed.incrementAndGet();
    }
  }
}
