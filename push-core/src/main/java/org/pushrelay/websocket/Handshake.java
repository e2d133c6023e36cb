package org.pushrelay.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;

/** What becomes of a request for a WebSocket (RFC 6455, 4.2). */
public sealed interface Handshake {
  /** A protocol whose messages say what they are and where they stand. */
  String META = "ws+meta.nchan";

  /**
   * It may begin.
   *
   * @param headers the header fields of the answer 101, without {@code Connection}
   * @param meta whether {@link #META} was agreed upon
   * @param deflate what was agreed upon about compression, if it was
   */
  record Accepted(List<Header> headers, boolean meta, Optional<DeflateTerms> deflate)
      implements Handshake {}

  /** It may not. */
  enum Refused implements Handshake {
    /** Something that has to be there is not, or is not as it should be. */
    MALFORMED,
    /** It is of another version than ours. */
    OTHER_VERSION
  }

  /** The only version that there is. */
  String VERSION = "13";

  /**
   * Reads a GET.
   *
   * @param offersMeta whether {@link #META} may be agreed upon
   * @param deflates whether compression may
   */
  static Handshake of(PushRequest request, boolean offersMeta, boolean deflates) {
    if (!request.protocol().equals("HTTP/1.1")
        || !names(request.headers("Upgrade"), "websocket")
        || !names(request.headers("Connection"), "upgrade")) {
      return Refused.MALFORMED;
    }
    if (!request.headers("Sec-WebSocket-Version").equals(List.of(VERSION))) {
      return Refused.OTHER_VERSION;
    }
    List<String> keys = request.headers("Sec-WebSocket-Key");
    if (keys.size() != 1 || !isKey(keys.get(0))) {
      return Refused.MALFORMED;
    }
    Optional<DeflateTerms> terms = Optional.empty();
    if (deflates) {
      Optional<List<ExtensionList.Extension>> offers =
          ExtensionList.parse(request.headers("Sec-WebSocket-Extensions"));
      if (offers.isEmpty()) {
        return Refused.MALFORMED;
      }
      terms = DeflateOffer.agree(offers.get());
    }
    boolean meta =
        offersMeta
            && elements(request.headers("Sec-WebSocket-Protocol")).stream().anyMatch(META::equals);
    return new Accepted(headers(keys.get(0), meta, terms), meta, terms);
  }

  private static List<Header> headers(String key, boolean meta, Optional<DeflateTerms> terms) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Upgrade", "websocket"));
    headers.add(new Header("Sec-WebSocket-Accept", accept(key)));
    if (meta) {
      headers.add(new Header("Sec-WebSocket-Protocol", META));
    }
    terms.ifPresent(t -> headers.add(new Header("Sec-WebSocket-Extensions", t.answer())));
    return headers;
  }

  /** The proof that a handshake was understood. */
  static String accept(String key) {
    try {
      byte[] proof =
          MessageDigest.getInstance("SHA-1")
              .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(proof);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private static boolean isKey(String key) {
    if (key.length() != 24) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean names(List<String> lines, String wanted) {
    return elements(lines).stream().anyMatch(name -> Ascii.equalsIgnoreCase(name, wanted));
  }

  private static List<String> elements(List<String> lines) {
    return Splitter.on(',').trimResults().omitEmptyStrings().splitToList(String.join(",", lines));
  }
}
