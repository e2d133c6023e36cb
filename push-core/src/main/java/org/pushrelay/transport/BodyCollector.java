package org.pushrelay.transport;

import static com.google.common.base.Preconditions.checkArgument;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.pushrelay.message.MessageBody;

/**
 * Puts a request's body together from the pieces it arrives in, up to a limit; for those who write
 * an adapter. What it allocates follows what has arrived, not what was announced. One thread at a
 * time.
 */
public final class BodyCollector {
  private static final int FIRST_SIZE = 16 * 1024;

  private final long maxBytes;
  private byte[] bytes = new byte[0];
  private int size;

  /**
   * A collector without a byte in it.
   *
   * @param maxBytes how many bytes the body may have
   */
  public BodyCollector(long maxBytes) {
    checkArgument(maxBytes >= 0, "maxBytes: %s (expected: >= 0)", maxBytes);
    this.maxBytes = Math.min(maxBytes, Integer.MAX_VALUE - 8);
  }

  /**
   * Whether a body of an announced length can be taken.
   *
   * @param announced the Content-Length, or a negative number where there is none
   */
  public boolean admits(long announced) {
    return announced <= maxBytes;
  }

  /** Takes all bytes of a piece; false, and nothing taken, if there would be too many. */
  public boolean add(ByteBuffer piece) {
    int more = piece.remaining();
    if (more > maxBytes - size) {
      return false;
    }
    if (size + more > bytes.length) {
      grow(size + more);
    }
    piece.get(bytes, size, more);
    size += more;
    return true;
  }

  private void grow(int atLeast) {
    // most bodies come in one piece, which then fits without another copy
    long room = bytes.length == 0 ? atLeast : Math.max(FIRST_SIZE, 2L * bytes.length);
    bytes = Arrays.copyOf(bytes, (int) Math.max(atLeast, Math.min(maxBytes, room)));
  }

  /** The whole body. The collector is used up by it. */
  public MessageBody toBody() {
    byte[] whole = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    return MessageBody.wrap(whole);
  }
}
