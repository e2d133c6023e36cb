package org.pushrelay.server.http;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.pushrelay.message.MessageBody;

/**
 * Compresses bodies, each one once for all its recipients: it keeps the compressed form of the
 * newest few, and no longer than the body itself is in use. Safe from any thread; a thread that
 * asks for a body while another thread compresses it waits for the result.
 */
final class GzipBodies {
  /** How many are kept; all subscribers of a message come within a short time. */
  static final int KEPT = 16;

  private static final int BUFFER = 8 * 1024;

  private final int level;

  /** Weak keys compare by identity, and so without a look at the bytes. */
  private final Cache<MessageBody, MessageBody> compressed =
      CacheBuilder.newBuilder().weakKeys().maximumSize(KEPT).concurrencyLevel(1).build();

  /**
   * Bodies compressed at a level.
   *
   * @param level from 1, the fastest, to 9, the smallest
   */
  GzipBodies(int level) {
    this.level = level;
  }

  /** The body compressed; the same object for the same body. */
  MessageBody gzip(MessageBody body) {
    try {
      return compressed.get(body, () -> compress(body));
    } catch (ExecutionException e) {
      throw new IllegalStateException("compressing in memory does no I/O", e);
    }
  }

  /** One gzip member without a name or a time (RFC 1952, 2.3), as zlib and so nginx write it. */
  private MessageBody compress(MessageBody body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, body.size() / 2));
    int extraFlags = level == 1 ? 4 : level == 9 ? 2 : 0;
    int unix = 3;
    out.writeBytes(
        new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, (byte) extraFlags, (byte) unix});

    Deflater deflater = new Deflater(level, true);
    try {
      deflater.setInput(body.asByteBuffer());
      deflater.finish();
      byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }

    CRC32 crc = new CRC32();
    crc.update(body.asByteBuffer());
    writeLittleEndian(out, (int) crc.getValue());
    writeLittleEndian(out, body.size());
    return MessageBody.wrap(out.toByteArray());
  }

  private static void writeLittleEndian(ByteArrayOutputStream out, int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      out.write(value >> shift);
    }
  }
}
