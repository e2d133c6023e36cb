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
   * @param headers the header fields of the response 101, without {@code Connection}
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
    MALFORMED,
    /** It names a window of the client for {@code permessage-deflate} that there is not. */
    CLIENT_WINDOW,
    /** It names a window of the server for {@code permessage-deflate} that there is not. */
    SERVER_WINDOW,
    /** It names a window of the server for {@code permessage-deflate} that is too small. */
    SMALL_SERVER_WINDOW,
    /** It names a window for {@code deflate-frame} that there is not. */
    FRAME_WINDOW,
    /** It names a window for {@code deflate-frame} that is too small. */
    SMALL_FRAME_WINDOW
  }

  /**
   * What a handshake may come to.
   *
   * @param meta whether {@link #META} may be agreed upon
   * @param compression what may be agreed upon about compression
   * @param anyKey whether any key will do that is not empty; else it has to be what RFC 6455, 4.1
   *     has for a key
   */
  record Terms(boolean meta, Compression compression, boolean anyKey) {}

  /** Which offers of compression are agreed to. */
  enum Compression {
    /** None. */
    NONE,
    /** {@code permessage-deflate}, as RFC 7692 has it. */
    PER_MESSAGE,
    /** What Nchan agrees to; an offer that Nchan refuses ends the handshake. */
    AS_NCHAN
  }

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
    return switch (offered.compression()) {
      case NONE -> accepted(request, offered, Optional.empty());
      case PER_MESSAGE ->
          offers(request)
              .<Handshake>map(offers -> accepted(request, offered, DeflateOffer.agree(offers)))
              .orElse(Refused.MALFORMED);
      case AS_NCHAN -> {
        Optional<NchanDeflateOffer> offer = offers(request).flatMap(NchanDeflateOffer::in);
        Optional<Refused> refusal = offer.flatMap(NchanDeflateOffer::refusal);
        yield refusal.isPresent()
            ? refusal.get()
            : accepted(request, offered, offer.map(NchanDeflateOffer::terms));
      }
    };
  }

  /** The extensions that a client offers; empty if what it says of them is malformed. */
  private static Optional<List<ExtensionList.Extension>> offers(PushRequest request) {
    return ExtensionList.parse(request.headers("Sec-WebSocket-Extensions"));
  }

  private static Accepted accepted(
      PushRequest request, Terms offered, Optional<DeflateTerms> terms) {
    String key = request.headers("Sec-WebSocket-Key").get(0);
    boolean meta =
        offered.meta()
            && elements(request.headers("Sec-WebSocket-Protocol")).stream().anyMatch(META::equals);
    boolean fromPage = !request.headers("Origin").isEmpty();
    return new Accepted(headers(key, meta, terms), meta, fromPage, terms);
  }

  private static List<Header> headers(String key, boolean meta, Optional<DeflateTerms> terms) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Upgrade", "websocket"));
    headers.add(new Header("Sec-WebSocket-Accept", accept(key)));
    if (meta) {
      headers.add(new Header("Sec-WebSocket-Protocol", META));
    }
    terms.ifPresent(t -> headers.add(new Header("Sec-WebSocket-Extensions", t.response())));
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
