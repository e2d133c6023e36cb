package org.pushrelay.transport.spi;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BodyListener;
import org.pushrelay.transport.BufferBudget;

/**
 * An assembler of a request's body, for authors of adapters. It joins the pieces that arrive, up to
 * a limit and within a {@link BufferBudget}. The memory that it allocates follows the bytes that
 * have arrived, not the length that was announced. One thread at a time may call it, except for
 * {@link #release}.
 */
public final class BodyCollector {
  private static final int FIRST_SIZE = 16 * 1024;

  private static final byte[] NOTHING = {};

  private final long maxBytes;
  private final BufferBudget budget;
  private final BufferBudget.Reservation reserved;
  private byte[] bytes = NOTHING;
  private int size;

  /** The Content-Length; negative if none is known. */
  private long announced = -1;

  /** Whether what was refused last would have fitted if the budget had had room. */
  private boolean lackedRoom;

  /**
   * A collector without a byte in it, and without a budget.
   *
   * @param maxBytes how many bytes the body may have
   */
  public BodyCollector(long maxBytes) {
    this(maxBytes, BufferBudget.unlimited());
  }

  /**
   * A collector without a byte in it.
   *
   * @param maxBytes how many bytes the body may have
   * @param budget what the body is counted against while it is collected, until {@link #release}
   */
  public BodyCollector(long maxBytes, BufferBudget budget) {
    checkArgument(maxBytes >= 0, "maxBytes: %s (expected: >= 0)", maxBytes);
    this.maxBytes = Math.min(maxBytes, Integer.MAX_VALUE - 8);
    this.budget = budget;
    this.reserved = budget.open();
  }

  /**
   * Whether a body of an announced length can be taken at the moment. If not, {@link #refuse} says
   * why.
   *
   * @param length the Content-Length, or a negative number where there is none
   */
  public boolean admits(long length) {
    announced = length;
    if (announced > maxBytes || !budget.canEverHold(announced)) {
      return false;
    }
    // a small one may be here already, and then needs no room
    lackedRoom = announced > BufferBudget.SMALL_REQUEST && !budget.hasRoom(announced);
    return !lackedRoom;
  }

  /**
   * Takes all bytes of a piece. A body that comes whole in its first piece is not counted, since it
   * does not wait for anything.
   *
   * @return false, and nothing taken, if there would be too many, or if the budget has no room;
   *     then {@link #refuse} says why
   */
  public boolean add(ByteBuffer piece) {
    int more = piece.remaining();
    if (more > maxBytes - size) {
      lackedRoom = false;
      return false;
    }
    if (size == 0 && more == announced) {
      bytes = new byte[more];
    } else if (size + more > bytes.length && !grow(size + more)) {
      return false;
    }
    piece.get(bytes, size, more);
    size += more;
    return true;
  }

  private boolean grow(int atLeast) {
    // most bodies come in one piece, which then fits without another copy
    long room = bytes.length == 0 ? atLeast : Math.max(FIRST_SIZE, 2L * bytes.length);
    int capacity = (int) Math.max(atLeast, Math.min(maxBytes, room));
    // both arrays are there while the bytes are copied
    lackedRoom = !reserved.resize((long) bytes.length + capacity);
    if (lackedRoom) {
      lackedRoom = budget.canEverHold((long) bytes.length + capacity);
      return false;
    }
    bytes = Arrays.copyOf(bytes, capacity);
    boolean unused = reserved.resize(capacity);
    return true;
  }

  /** Tells a listener why the body was refused, and lets go of what was collected. */
  public void refuse(BodyListener listener) {
    bytes = NOTHING;
    size = 0;
    release();
    if (lackedRoom) {
      listener.onNoRoom();
    } else {
      listener.onTooLarge();
    }
  }

  /** The whole body, which stays counted until {@link #release}. The collector is used up by it. */
  public MessageBody toBody() {
    byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    bytes = NOTHING;
    return MessageBody.wrap(whole);
  }

  /**
   * Ends the counting: the request is answered, or its client has left. To be called in every case;
   * safe from any thread, and more than once.
   */
  public void release() {
    reserved.close();
  }
}
