package org.pushrelay.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.pushrelay.subscriber.Loop;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.ConnectionBudget.Admission;

/**
 * One event loop with what its connections of one server share: the response that was encoded last,
 * the place where heads are read, and who has been doing what for how long. All but {@link
 * #execute} is called on the loop itself.
 */
final class PushLoop implements Loop {
  /** So late may the end of a connection's time be noticed; never early. */
  static final long TICK_MILLIS = 250;

  /** How often it is looked whether all connections have ended. */
  private static final long END_MILLIS = 10;

  private final EventLoop eventLoop;
  private final BufferBudget budget;
  final DateLine date = new DateLine();
  final UnsentBuffers lingering;
  final EncodedResponses responses;
  final EncodedPieces pieces;
  final EncodedPieces chunks;
  final RequestHead head;

  final TimeQueue silent;
  final TimeQueue silentHttp2;
  final TimeQueue sendingHead;
  final TimeQueue sendingBody;
  final TimeQueue held = new TimeQueue(this::startTicking, TimeQueue.FOREVER);
  final TimeQueue takingAnswer;
  final TimeQueue gracefulClose = queue(Duration.ofSeconds(2));
  private final List<TimeQueue> queues;

  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();

  /** One for all connections: a listener of its own for each would have to be kept for each. */
  private final ChannelFutureListener counting = future -> closed();

  private final ChannelFutureListener refused = future -> add(closed);

  /** What the budget counts a connection with. */
  private final int connectionBytes;

  private @Nullable Future<?> ticking;

  /** A connection was not given more, since the budget was spent. */
  private volatile boolean starved;

  /**
   * The number of connections in pipelines of an application's own, which this server does not
   * close.
   */
  private int guests;

  PushLoop(
      EventLoop eventLoop,
      ByteBufAllocator allocator,
      ConnectionLimits limits,
      BufferBudget budget,
      int connectionBytes) {
    this.eventLoop = eventLoop;
    this.connectionBytes = connectionBytes;
    this.budget = budget;
    this.lingering = new UnsentBuffers(allocator, budget);
    this.responses = new EncodedResponses(allocator, date, lingering);
    this.pieces = new EncodedPieces(allocator, false, lingering);
    this.chunks = new EncodedPieces(allocator, true, lingering);
    this.head = new RequestHead(limits.headBytes());
    this.silent = queue(limits.keepAlive());
    // a connection of HTTP/2 is not closed after each response
    Duration silence = limits.keepAlive().isZero() ? limits.head() : limits.keepAlive();
    this.silentHttp2 = queue(silence);
    this.sendingHead = queue(limits.head());
    this.sendingBody = queue(limits.body());
    this.takingAnswer = queue(limits.send());
    this.queues =
        List.of(silent, silentHttp2, sendingHead, sendingBody, held, takingAnswer, gracefulClose);
  }

  private TimeQueue queue(Duration time) {
    // as long as there can be, where it is longer than that
    return new TimeQueue(this::startTicking, TimeUnit.NANOSECONDS.convert(time));
  }

  /** At once on this very loop, else in one task of it. */
  @Override
  public void execute(int subscribers, Runnable telling) {
    if (eventLoop.inEventLoop()) {
      telling.run();
    } else {
      eventLoop.execute(telling);
    }
  }

  BufferBudget budget() {
    return budget;
  }

  /** Counts a connection that was accepted, and says what it may be used for. On the loop only. */
  Admission accepts(Channel connection) {
    add(accepted);
    Admission admission = budget.connections().open(connectionBytes);
    connection.closeFuture().addListener(admission == Admission.REFUSED ? refused : counting);
    return admission;
  }

  private void closed() {
    add(closed);
    budget.connections().close(connectionBytes);
  }

  /** Only the loop writes, so no atomic step is needed. */
  private static void add(AtomicLong count) {
    count.lazySet(count.getPlain() + 1);
  }

  /** What its connections do. Safe from any thread. */
  ConnectionCounts counts() {
    long closedBefore = closed.get();
    long all = accepted.get();
    long reading = sendingHead.size();
    long waiting = (long) silent.size() + silentHttp2.size();
    // a connection may have gone from one queue to another meanwhile
    long writing = Math.max(0, all - closedBefore - reading - waiting);
    return new ConnectionCounts(all, reading, writing, waiting);
  }

  boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  void execute(Runnable task) {
    eventLoop.execute(task);
  }

  void pipelineAdded() {
    guests++;
  }

  /**
   * Removes a pipeline. No call announces the end of all pipelines, so the last one releases the
   * cached buffers.
   */
  void pipelineRemoved() {
    if (--guests == 0) {
      forget();
    }
  }

  private void forget() {
    responses.forget();
    pieces.forget();
    chunks.forget();
    lingering.forget();
  }

  /** Looks at the queues now and then, from the first connection on. */
  private void startTicking() {
    if (ticking == null) {
      ticking =
          eventLoop.scheduleAtFixedRate(
              this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    long now = System.nanoTime();
    queues.forEach(queue -> queue.expire(now));
    lingering.sweep();
    if (starved) {
      // those for which there is still no room say so again
      starved = false;
      connections(takingAnswer).forEach(TimedConnection::mayHaveRoom);
    }
  }

  /**
   * Whether a connection may be given more that has not taken what it was given before. If not, it
   * is told when there is room again. From any thread.
   */
  boolean hasRoomForSlow() {
    boolean spent = budget.isSpent();
    starved |= spent;
    return !spent;
  }

  /**
   * The server stops: connections end, those that are sending a response after it. From any thread.
   *
   * @return done when there are none any more
   */
  CompletableFuture<Void> end() {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    executeOr(
        () -> {
          queues.forEach(PushLoop::endSoon);
          awaitEnd(ended);
        },
        () -> ended.complete(null));
    return ended;
  }

  private static void endSoon(TimeQueue queue) {
    connections(queue).forEach(TimedConnection::endSoon);
  }

  /** A copy: what is done to a connection may take it out of the queue. */
  private static List<TimedConnection> connections(TimeQueue queue) {
    List<TimedConnection> connections = new ArrayList<>();
    for (TimedConnection one = queue.first(); one != null; one = one.later) {
      connections.add(one);
    }
    return connections;
  }

  private void awaitEnd(CompletableFuture<Void> ended) {
    if (queues.stream().allMatch(queue -> queue.first() == null)) {
      ended.complete(null);
    } else {
      Future<?> unused =
          eventLoop.schedule(() -> awaitEnd(ended), END_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Closes what is left of connections, and lets go of all else. From any thread. */
  void close() {
    executeOr(
        () -> {
          for (TimeQueue queue : queues) {
            for (TimedConnection one = queue.first(); one != null; one = queue.first()) {
              one.leave();
              one.closeNow();
            }
          }
          if (ticking != null) {
            ticking.cancel(false);
          }
          forget();
        },
        () -> {});
  }

  /** Runs a task on the loop, or another one here if the loop has ended. */
  private void executeOr(Runnable task, Runnable otherwise) {
    try {
      eventLoop.execute(task);
    } catch (RejectedExecutionException e) {
      otherwise.run();
    }
  }
}
