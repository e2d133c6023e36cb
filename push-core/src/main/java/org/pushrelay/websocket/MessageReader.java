package org.pushrelay.websocket;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;
import org.pushrelay.message.MessageBody;
import org.pushrelay.transport.BufferBudget;

/**
 * Reads what a client sends (RFC 6455, 5): bytes in any pieces go in, whole messages come out. It
 * forgives nothing. What comes out depends on the bytes only, and not on how they were cut. Used by
 * one thread at a time.
 *
 * <p>Memory is taken for what has arrived, never for what was announced. What waits for the rest of
 * its message, and what is decompressed, is counted against a {@link BufferBudget}; a message for
 * which there is no room ends in {@link CloseCode#TRY_LATER}.
 */
public final class MessageReader {
  private static final byte[] NOTHING = {};

  /** The longest head: two bytes, a length of eight, a mask of four. */
  private static final int MAX_HEAD = 14;

  private static final int MAX_MESSAGE = 1 << 30;

  private static final String NO_ROOM = "503 Service Unavailable: no memory left to receive it";

  private final int maxMessage;
  private final boolean deflates;
  private final @Nullable FrameInflater frames;
  private final Consumer<Incoming> incoming;
  private final BufferBudget.Reservation reserved;

  private final byte[] head = new byte[MAX_HEAD];
  private int headSize;
  private boolean headRead;
  private Opcode opcode = Opcode.CONTINUATION;
  private long left;
  private int maskAt;

  /** What the frames of the present message are; null between two messages. */
  private @Nullable Opcode kind;

  private boolean compressed;

  /** Where the bytes of the present frame begin. */
  private int frameStart;

  private byte[] data = NOTHING;
  private int dataSize;
  private byte[] control = NOTHING;
  private int controlSize;

  /** Whether {@link #discarding} was requested, by any thread. */
  private volatile boolean discardAsked;

  /** Whether the reader passes only the end of the connection on. */
  private boolean discarding;

  private boolean over;

  /**
   * A reader at the beginning.
   *
   * @param maxMessage how many bytes a message may have, compressed or not
   * @param deflate how the client may compress messages or frames; empty if it may not
   * @param budget what unfinished messages are counted against
   * @param incoming what comes out
   */
  public MessageReader(
      long maxMessage,
      Optional<DeflateTerms> deflate,
      BufferBudget budget,
      Consumer<Incoming> incoming) {
    this.reserved = budget.open();
    checkArgument(maxMessage >= 0, "maxMessage: %s (expected: >= 0)", maxMessage);
    this.maxMessage = (int) Math.min(maxMessage, MAX_MESSAGE);
    this.deflates = deflate.isPresent();
    this.frames =
        deflate
            .filter(DeflateTerms::perFrame)
            .map(terms -> new FrameInflater(terms.windowBits()))
            .orElse(null);
    this.incoming = incoming;
  }

  /** From the next frame on, nothing comes out but the end. Safe from any thread. */
  public void discard() {
    discardAsked = true;
  }

  /** Ends the counting: nothing is read any more. Safe from any thread, and more than once. */
  public void release() {
    reserved.close();
  }

  /** Reads all that is there; after the end it is thrown away. */
  public void read(ByteBuffer bytes) {
    discardIfAsked();
    while (!over && readHead(bytes) && readPayload(bytes)) {
      headRead = false;
      headSize = 0;
      frameEnds();
      discardIfAsked();
    }
  }

  private void discardIfAsked() {
    if (discardAsked && !discarding) {
      discarding = true;
      forgetMessage();
    }
  }

  private boolean readHead(ByteBuffer bytes) {
    while (!headRead) {
      if (!fillHead(bytes, 2)) {
        return false;
      }
      if (headSize == 2 && !checkFirst()) {
        return false;
      }
      int size = 2 + lengthSize() + 4;
      if (!fillHead(bytes, size)) {
        return false;
      }
      if (!checkLength()) {
        return false;
      }
      headRead = true;
    }
    return true;
  }

  private boolean fillHead(ByteBuffer bytes, int size) {
    int count = Math.min(size - headSize, bytes.remaining());
    if (count > 0) {
      bytes.get(head, headSize, count);
      headSize += count;
    }
    return headSize >= size;
  }

  private int lengthSize() {
    int length = head[1] & 0x7f;
    return length < 126 ? 0 : length == 126 ? 2 : 8;
  }

  private boolean checkFirst() {
    Opcode named = Opcode.of(head[0]);
    if (named == null) {
      return broken("An opcode is unknown");
    }
    boolean rsv1 = (head[0] & Frames.RSV1) != 0;
    if ((head[0] & 0x30) != 0 || (rsv1 && !mayBeCompressed(named))) {
      return broken("A reserved bit is set");
    }
    if ((head[1] & 0x80) == 0) {
      return broken("A frame is not masked");
    }
    if (named.isControl() && ((head[0] & Frames.FIN) == 0 || (head[1] & 0x7f) > 125)) {
      return broken("A control frame is fragmented or too long");
    }
    if (!named.isControl() && (named == Opcode.CONTINUATION) == (kind == null)) {
      return broken("A fragment is out of order");
    }
    opcode = named;
    return true;
  }

  private boolean mayBeCompressed(Opcode named) {
    return deflates
        && !named.isControl()
        && (frames != null || named == Opcode.TEXT || named == Opcode.BINARY);
  }

  private boolean checkLength() {
    ByteBuffer numbers = ByteBuffer.wrap(head);
    int size = lengthSize();
    long length =
        switch (size) {
          case 0 -> head[1] & 0x7f;
          case 2 -> numbers.getShort(2) & 0xffff;
          default -> numbers.getLong(2);
        };
    if ((size == 2 && length < 126) || (size == 8 && length >= 0 && length <= 0xffff)) {
      return broken("A length is not written in the shortest way");
    }
    if (length < 0) {
      return broken("A length is negative");
    }
    left = length;
    maskAt = 2 + size;
    if (opcode.isControl()) {
      control = length == 0 ? NOTHING : new byte[(int) length];
      controlSize = 0;
      return true;
    }
    if (opcode != Opcode.CONTINUATION) {
      kind = opcode;
      compressed = frames == null && (head[0] & Frames.RSV1) != 0;
    }
    frameStart = dataSize;
    if (!discarding && length > maxMessage - dataSize) {
      refuse(CloseCode.TOO_BIG, "A message is longer than " + maxMessage + " bytes");
    }
    return true;
  }

  /** Whether the frame is complete. */
  private boolean readPayload(ByteBuffer bytes) {
    int count = (int) Math.min(left, bytes.remaining());
    if (opcode.isControl()) {
      bytes.get(control, controlSize, count);
      unmask(control, controlSize, count);
      controlSize += count;
    } else if (discarding) {
      bytes.position(bytes.position() + count);
    } else if (count > 0) {
      if (data.length >= dataSize + count || grow(count)) {
        bytes.get(data, dataSize, count);
        unmask(data, dataSize, count);
        dataSize += count;
      } else {
        bytes.position(bytes.position() + count);
        refuse(CloseCode.TRY_LATER, NO_ROOM);
      }
    }
    left -= count;
    return left == 0;
  }

  /** Makes room for the next bytes of the present frame; false if the budget has none. */
  private boolean grow(int count) {
    long grown = Math.min(2L * data.length, dataSize + left);
    int capacity = (int) Math.max(dataSize + count, grown);
    boolean whole = dataSize == 0 && count == left && (head[0] & Frames.FIN) != 0;
    // a message that is all here does not wait for anything
    if (!whole && !reserved.resize((long) data.length + capacity)) {
      return false;
    }
    data = Arrays.copyOf(data, capacity);
    return whole || reserved.resize(capacity);
  }

  /** The mask turns with each piece, so that its first byte is always the one for the next. */
  private void unmask(byte[] target, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[from + i] ^= head[maskAt + (i & 3)];
    }
    int turn = count & 3;
    if (turn != 0) {
      byte[] mask = Arrays.copyOfRange(head, maskAt, maskAt + 4);
      for (int i = 0; i < 4; i++) {
        head[maskAt + i] = mask[(i + turn) & 3];
      }
    }
  }

  private void frameEnds() {
    switch (opcode) {
      case CLOSE -> close();
      case PING -> pass(new Incoming.Ping(MessageBody.wrap(control)));
      case PONG -> pass(new Incoming.Pong(MessageBody.wrap(control)));
      default -> {
        if (frames != null && (head[0] & Frames.RSV1) != 0 && !discarding) {
          inflateFrame(frames);
        }
        if ((head[0] & Frames.FIN) != 0) {
          messageEnds();
        }
      }
    }
  }

  private void inflateFrame(FrameInflater inflater) {
    byte[] sent = Arrays.copyOfRange(data, frameStart, dataSize);
    try {
      byte[] bytes = inflater.inflate(sent, maxMessage + 1 - frameStart);
      if (bytes.length > maxMessage - frameStart) {
        refuse(CloseCode.TOO_BIG, "A message is longer than " + maxMessage + " bytes");
        return;
      }
      dataSize = frameStart + bytes.length;
      if (data.length < dataSize) {
        int capacity = Math.max(dataSize, Math.min(2 * data.length, maxMessage));
        if (!reserved.resize((long) data.length + capacity)) {
          refuse(CloseCode.TRY_LATER, NO_ROOM);
          return;
        }
        data = Arrays.copyOf(data, capacity);
      }
      System.arraycopy(bytes, 0, data, frameStart, bytes.length);
    } catch (DataFormatException e) {
      refuse(CloseCode.INVALID_DATA, "A frame cannot be decompressed");
    }
  }

  private void messageEnds() {
    Opcode ended = kind;
    kind = null;
    byte[] body = dataSize == data.length ? data : Arrays.copyOf(data, dataSize);
    if (!discarding && ended != null) {
      pass(ended, body);
    }
    forgetMessage();
  }

  private void pass(Opcode ended, byte[] sent) {
    byte[] body = compressed ? inflate(sent) : sent;
    if (body == null) {
      return;
    }
    if (ended == Opcode.TEXT && !Utf8.isWellFormed(body)) {
      refuse(CloseCode.INVALID_DATA, "A text is not UTF-8");
      return;
    }
    pass(new Incoming.Data(ended, MessageBody.wrap(body)));
  }

  /** The bytes before they were compressed; null if the message was refused. */
  private byte @Nullable [] inflate(byte[] sent) {
    try {
      byte[] body =
          Deflate.inflate(
              sent, maxMessage + 1, NOTHING, size -> reserved.resize(data.length + size));
      if (body == null) {
        refuse(CloseCode.TRY_LATER, NO_ROOM);
      } else if (body.length > maxMessage) {
        refuse(CloseCode.TOO_BIG, "A message is longer than " + maxMessage + " bytes");
        return null;
      }
      return body;
    } catch (DataFormatException e) {
      refuse(CloseCode.INVALID_DATA, "A message cannot be decompressed");
      return null;
    }
  }

  private void forgetMessage() {
    data = NOTHING;
    dataSize = 0;
    boolean unused = reserved.resize(0);
  }

  private void close() {
    if (control.length == 0) {
      end(new Incoming.Close(CloseCode.NONE, ""));
      return;
    }
    int code = control.length == 1 ? 0 : ByteBuffer.wrap(control).getShort() & 0xffff;
    if (!CloseCode.isAllowed(code)) {
      broken("A close code is not allowed");
    } else if (!Utf8.isWellFormed(control, 2, control.length - 2)) {
      end(new Incoming.Violation(CloseCode.INVALID_DATA, "A reason is not UTF-8"));
    } else {
      String reason = new String(control, 2, control.length - 2, StandardCharsets.UTF_8);
      end(new Incoming.Close(code, reason));
    }
  }

  private void pass(Incoming event) {
    if (!discarding) {
      incoming.accept(event);
    }
  }

  /** The message cannot be taken, but where it ends is known: so is where a close frame begins. */
  private void refuse(int code, String why) {
    pass(new Incoming.Violation(code, why));
    discardAsked = true;
    discardIfAsked();
  }

  private boolean broken(String why) {
    end(new Incoming.Violation(CloseCode.PROTOCOL_ERROR, why));
    return false;
  }

  private void end(Incoming last) {
    over = true;
    forgetMessage();
    incoming.accept(last);
  }
}
