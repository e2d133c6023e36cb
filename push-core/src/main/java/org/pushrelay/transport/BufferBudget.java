package org.pushrelay.transport;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.pushrelay.message.MessageBody;

/**
 * The bytes that clients can make the relay hold beside stored messages: request bodies and
 * WebSocket messages that have not arrived whole, responses that clients have not taken yet, and
 * what a client sends ahead of its turn. Safe from any thread; no method blocks.
 *
 * <p>Incoming bytes are reserved before memory is allocated, and refused if there is no room. They
 * leave a quarter of the limit to small requests and to responses. Outgoing bytes are counted when
 * a client does not take them at once; a response that is written at once costs nothing here.
 *
 * <p>All transports and the engine of one relay should share one budget. {@link #shared()} is the
 * default of all of them, since the heap is shared by the whole process, too.
 */
public final class BufferBudget {
  /** Requests up to this size may use the whole limit; longer ones leave a quarter of it. */
  public static final int SMALL_REQUEST = 16 * 1024;

  /** No default limit is below this. */
  private static final long LEAST_DEFAULT = 2L << 20;

  /** The share of the heap that the default limit is. */
  private static final int HEAP_SHARE = 8;

  private static final BufferBudget SHARED =
      new BufferBudget(defaultBytes(), ConnectionBudget.unlimited());

  private final long limit;
  private final ConnectionBudget connections;
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  /** The bodies that {@link #retain} counts, each with the number of its holders. */
  private final ConcurrentMap<Held, Integer> held = new ConcurrentHashMap<>();

  private BufferBudget(long limit, ConnectionBudget connections) {
    this.limit = limit;
    this.connections = connections;
  }

  /**
   * Returns a new budget.
   *
   * @param bytes the limit, at least 1
   */
  public static BufferBudget of(long bytes) {
    checkArgument(bytes > 0, "bytes: %s (expected: > 0)", bytes);
    return new BufferBudget(bytes, ConnectionBudget.unlimited());
  }

  /**
   * Returns a new budget that also limits the memory of connections.
   *
   * @param bytes the limit of what connections send and receive, at least 1
   * @param connections the limit of the connections themselves
   */
  public static BufferBudget of(long bytes, ConnectionBudget connections) {
    checkArgument(bytes > 0, "bytes: %s (expected: > 0)", bytes);
    return new BufferBudget(bytes, connections);
  }

  /** Returns a new budget without a limit. */
  public static BufferBudget unlimited() {
    return new BufferBudget(Long.MAX_VALUE, ConnectionBudget.unlimited());
  }

  /** Returns the budget that the relays of this process share unless they are given another one. */
  public static BufferBudget shared() {
    return SHARED;
  }

  /** Returns the default limit: an eighth of the largest size that the heap can have. */
  public static long defaultBytes() {
    return Math.max(LEAST_DEFAULT, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /** Returns the budget of connections themselves; without a limit unless one was given. */
  public ConnectionBudget connections() {
    return connections;
  }

  /** Returns the limit in bytes. */
  public long limit() {
    return limit;
  }

  /** Returns the number of bytes that are counted at the moment. */
  public long used() {
    return used.get();
  }

  /** Returns how often something was refused for want of room. */
  public long refusals() {
    return refusals.get();
  }

  /** Returns whether nothing is left, so that nothing more should be made to wait. */
  public boolean isSpent() {
    return used.get() >= limit;
  }

  /**
   * Returns whether a request of this length could be reserved if nothing else was.
   *
   * @param bytes its length
   */
  public boolean canEverHold(long bytes) {
    return bytes <= limitFor(bytes);
  }

  /**
   * Returns whether there is room for a request of this length at the moment. Reserves nothing.
   *
   * @param bytes its length
   */
  public boolean hasRoom(long bytes) {
    return bytes <= limitFor(bytes) - used.get();
  }

  /** Opens a reservation of no bytes. */
  public Reservation open() {
    return new Reservation(this);
  }

  /**
   * Counts bytes that are held already and cannot be refused. The caller calls {@link #release}
   * when they are gone.
   */
  public void charge(long bytes) {
    used.addAndGet(bytes);
  }

  /** Gives back bytes of {@link #charge}. */
  public void release(long bytes) {
    used.addAndGet(-bytes);
  }

  /**
   * Counts a body that a client has not taken yet. A body is counted once, however many clients
   * hold it. The caller calls {@link #release} once for each call that returned true.
   *
   * @return false, and nothing counted, if there is no room
   */
  public boolean retain(MessageBody body) {
    if (body.size() == 0) {
      return true;
    }
    Integer holders =
        held.compute(
            new Held(body),
            (key, before) ->
                before != null ? (Integer) (before + 1) : take(body.size(), limit) ? 1 : null);
    return holders != null;
  }

  /** Ends one {@link #retain} of a body. */
  public void release(MessageBody body) {
    if (body.size() == 0) {
      return;
    }
    held.computeIfPresent(
        new Held(body),
        (key, before) -> {
          if (before > 1) {
            return before - 1;
          }
          release(body.size());
          return null;
        });
  }

  private long limitFor(long requestBytes) {
    return requestBytes <= SMALL_REQUEST ? limit : limit - limit / 4;
  }

  private boolean take(long bytes, long most) {
    while (true) {
      long before = used.get();
      if (bytes > most - before) {
        refusals.incrementAndGet();
        return false;
      }
      if (used.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
  }

  /** A body by its identity: bodies that are equal are not the same memory. */
  private static final class Held {
    private final MessageBody body;

    Held(MessageBody body) {
      this.body = body;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // see above
    public boolean equals(Object other) {
      return other instanceof Held held && held.body == body;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(body);
    }
  }

  /** What one request or connection has reserved. Safe from any thread. */
  public static final class Reservation {
    private final BufferBudget budget;
    private long bytes;
    private boolean closed;

    private Reservation(BufferBudget budget) {
      this.budget = budget;
    }

    /**
     * Reserves more, or gives back what is too much.
     *
     * @param total how many bytes are needed from now on
     * @return false, and nothing changed, if there is no room, or after {@link #close}
     */
    public synchronized boolean resize(long total) {
      if (closed) {
        return false;
      }
      long more = total - bytes;
      if (more > 0 && !budget.take(more, budget.limitFor(total))) {
        return false;
      }
      if (more < 0) {
        budget.release(-more);
      }
      bytes = total;
      return true;
    }

    /** Gives all back. Further calls have no effect. */
    public synchronized void close() {
      closed = true;
      budget.release(bytes);
      bytes = 0;
    }
  }
}
