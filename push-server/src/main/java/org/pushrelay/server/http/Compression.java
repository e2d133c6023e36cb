package org.pushrelay.server.http;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPOutputStream;
import org.pushrelay.message.MessageBody;
import org.pushrelay.server.config.LocationSettings.GzipSettings;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;

/**
 * Compresses the answers of a location. The bytes of a message are compressed once, and all its
 * subscribers share them; the message's ids stay as they are. Safe from any thread.
 */
final class Compression {
  private static final Header GZIP = new Header("Content-Encoding", "gzip");
  private static final Header VARY = new Header("Vary", "Accept-Encoding");

  /** The most compressed bytes that are kept for other subscribers. */
  private static final long CACHE_BYTES = 16L << 20;

  private final GzipSettings settings;

  /** By identity: a message has one body. It goes when the message goes. */
  private final Cache<MessageBody, MessageBody> compressed =
      CacheBuilder.newBuilder()
          .weakKeys()
          .maximumWeight(CACHE_BYTES)
          .weigher((MessageBody plain, MessageBody small) -> small.size() + 64)
          .concurrencyLevel(1)
          .build();

  Compression(GzipSettings settings) {
    this.settings = settings;
  }

  /** Whether a client takes compressed answers (RFC 9110, 12.5.3), and may get them here. */
  boolean isAcceptedBy(PushRequest request) {
    if (!settings.on() || request.protocol().equals("HTTP/1.0")) {
      return false;
    }
    Optional<Boolean> any = Optional.empty();
    for (String header : request.headers("Accept-Encoding")) {
      for (String element : header.split(",", -1)) {
        String[] parts = element.toLowerCase(Locale.ROOT).split(";", 2);
        boolean wanted = parts.length == 1 || !parts[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
        String coding = parts[0].strip();
        if (coding.equals("gzip") || coding.equals("x-gzip")) {
          return wanted;
        }
        any = coding.equals("*") ? Optional.of(wanted) : any;
      }
    }
    return any.orElse(false);
  }

  /** The answer as a client gets it. */
  PushResponse apply(PushResponse answer, boolean accepted) {
    if (!settings.on() || !isWorthIt(answer)) {
      return answer;
    }
    PushResponse varied = settings.vary() ? answer.with(List.of(VARY)) : answer;
    if (!accepted) {
      return varied;
    }
    List<Header> headers = new ArrayList<>(varied.headers());
    headers.add(GZIP);
    return new PushResponse(varied.status(), headers, compress(answer.body()), varied.closes());
  }

  private boolean isWorthIt(PushResponse answer) {
    boolean status = answer.status() == 200 || answer.status() == 403 || answer.status() == 404;
    return status
        && answer.body().size() > 0
        && answer.body().size() >= settings.minLength()
        && answer.header("Content-Encoding").isEmpty()
        && isCompressible(answer.header("Content-Type").orElse(""));
  }

  private boolean isCompressible(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
    return settings.types().stream()
        .anyMatch(known -> known.equals("*") || known.equalsIgnoreCase(type));
  }

  private MessageBody compress(MessageBody body) {
    try {
      return compressed.get(body, () -> gzip(body));
    } catch (ExecutionException e) {
      throw new IllegalStateException("memory cannot be written to", e);
    }
  }

  private MessageBody gzip(MessageBody body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.size() / 2 + 32);
    try (GZIPOutputStream out = new LevelledStream(bytes, settings.level())) {
      out.write(body.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return MessageBody.wrap(bytes.toByteArray());
  }

  /** The JDK's stream at another level than its default. */
  private static final class LevelledStream extends GZIPOutputStream {
    LevelledStream(ByteArrayOutputStream out, int level) throws IOException {
      super(out);
      def.setLevel(level);
    }
  }
}
