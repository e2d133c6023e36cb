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
   * @param fromPage whether a page in a browser asked for it: browsers always name its origin
   * @param deflate what was agreed upon about compression, if it was
   */
  record Accepted(
      List<Header> headers, boolean meta, boolean fromPage, Optional<DeflateTerms> deflate)
      implements Handshake {}

  /** It may not. */
  enum Refused implements Handshake {
    /** It has no key. */
    NO_KEY,
    /** It does not say which version it is of. */
    NO_VERSION,
    /** It is of another version than ours. */
    OTHER_VERSION,
    /** Something is there that is not as it should be. */
    MALFORMED
  }

  /**
   * What a handshake may come to.
   *
   * @param meta whether {@link #META} may be agreed upon
   * @param deflates whether compression may
   * @param anyKey whether any key will do that is not empty; else it has to be what RFC 6455, 4.1
   *     has for a key
   */
  record Terms(boolean meta, boolean deflates, boolean anyKey) {}

  /** The only version that there is. */
  String VERSION = "13";

  /**
   * Whether a GET asks to go on as a WebSocket. One that names it without asking for it in {@code
   * Connection}, or in another version of HTTP than 1.1, is a GET like any other (RFC 9110, 7.8).
   */
  static boolean isAskedFor(PushRequest request) {
    List<String> upgrade = request.headers("Upgrade");
    return !upgrade.isEmpty()
        && names(upgrade, "websocket")
        && names(request.headers("Connection"), "upgrade")
        && request.protocol().equals("HTTP/1.1");
  }

  /**
   * Whether a GET is the handshake of a WebSocket that lost its way: it has a key, which only such
   * a handshake has, but does not ask to leave HTTP. Proxies do that, since {@code Upgrade} and
   * {@code Connection} are for the next hop only (RFC 9110, 7.6.1).
   */
  static boolean lacksUpgrade(PushRequest request) {
    return request.method().equals("GET")
        && !request.headers("Sec-WebSocket-Key").isEmpty()
        && !isAskedFor(request);
  }

  /** Reads a GET that asks for a WebSocket. */
  static Handshake of(PushRequest request, Terms offered) {
    List<String> keys = request.headers("Sec-WebSocket-Key");
    List<String> versions = request.headers("Sec-WebSocket-Version");
    if (versions.isEmpty()) {
      return Refused.NO_VERSION;
    }
    if (!versions.equals(List.of(VERSION))) {
      return Refused.OTHER_VERSION;
    }
    if (keys.isEmpty()) {
      return Refused.NO_KEY;
    }
    if (keys.size() != 1 || !isKey(keys.get(0), offered)) {
      return Refused.MALFORMED;
    }
    Optional<DeflateTerms> terms = Optional.empty();
    if (offered.deflates()) {
      Optional<List<ExtensionList.Extension>> offers =
          ExtensionList.parse(request.headers("Sec-WebSocket-Extensions"));
      if (offers.isEmpty()) {
        return Refused.MALFORMED;
      }
      terms = DeflateOffer.agree(offers.get());
    }
    boolean meta =
        offered.meta()
            && elements(request.headers("Sec-WebSocket-Protocol")).stream().anyMatch(META::equals);
    boolean fromPage = !request.headers("Origin").isEmpty();
    return new Accepted(headers(keys.get(0), meta, terms), meta, fromPage, terms);
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

  private static boolean isKey(String key, Terms offered) {
    if (offered.anyKey()) {
      return !key.isEmpty();
    }
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
