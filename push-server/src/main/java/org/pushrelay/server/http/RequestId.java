package org.pushrelay.server.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The {@code $request_id} of a request and of its copies, made when it is asked for. */
final class RequestId {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 16;

  @GuardedBy("this")
  private @Nullable String text;

  /** The id. Safe from any thread. */
  synchronized String text() {
    if (text == null) {
      byte[] bytes = new byte[BYTES];
      RANDOM.nextBytes(bytes);
      text = HexFormat.of().formatHex(bytes);
    }
    return text;
  }
}
