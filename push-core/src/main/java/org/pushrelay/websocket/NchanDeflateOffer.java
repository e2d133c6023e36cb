package org.pushrelay.websocket;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.pushrelay.websocket.ExtensionList.Extension;

/**
 * Answers an offer of compression as Nchan does: {@code permessage-deflate} (RFC 7692) before
 * {@code deflate-frame}, which old WebKit offers under a name of its own; windows below Nchan's are
 * refused, and what is not known is read over. Unlike Nchan, we say that no context is kept from
 * one message to the next, so a WebSocket takes no memory between two of them.
 */
final class NchanDeflateOffer {
  /** Nchan's window, unless it is configured. */
  private static final int WINDOW_BITS = Deflate.NARROW_BITS;

  /** zlib has no smaller window. */
  private static final int MIN_WINDOW_BITS = 9;

  private static final List<String> NAMES =
      List.of(DeflateOffer.NAME, "x-webkit-deflate-frame", "deflate-frame");

  private final Extension offer;
  private final String name;
  private final boolean perFrame;

  private NchanDeflateOffer(Extension offer) {
    this.offer = offer;
    this.name = Ascii.toLowerCase(offer.name());
    this.perFrame = !name.equals(DeflateOffer.NAME);
  }

  /** Returns the offer that is answered; empty if no compression is offered. */
  static Optional<NchanDeflateOffer> in(List<Extension> offers) {
    return NAMES.stream()
        .flatMap(
            name -> offers.stream().filter(offer -> Ascii.equalsIgnoreCase(offer.name(), name)))
        .findFirst()
        .map(NchanDeflateOffer::new);
  }

  /** Returns why the handshake is refused; empty if it is not. */
  Optional<Handshake.Refused> refusal() {
    OptionalInt window = ownWindow();
    if (!perFrame && !isPossible(bits(DeflateOffer.CLIENT_WINDOW))) {
      return Optional.of(Handshake.Refused.CLIENT_WINDOW);
    }
    if (!isPossible(window)) {
      return Optional.of(
          perFrame ? Handshake.Refused.FRAME_WINDOW : Handshake.Refused.SERVER_WINDOW);
    }
    if (window.orElse(WINDOW_BITS) < WINDOW_BITS) {
      return Optional.of(
          perFrame ? Handshake.Refused.SMALL_FRAME_WINDOW : Handshake.Refused.SMALL_SERVER_WINDOW);
    }
    return Optional.empty();
  }

  /** Returns what is agreed upon, if the handshake is not refused. */
  DeflateTerms terms() {
    OptionalInt window = ownWindow();
    if (perFrame) {
      String response = window.isPresent() ? name + "; max_window_bits=" + WINDOW_BITS : name;
      return new DeflateTerms(true, window.orElse(DeflateTerms.MAX_WINDOW_BITS), response);
    }
    OptionalInt client = bits(DeflateOffer.CLIENT_WINDOW);
    StringBuilder response = new StringBuilder(DeflateOffer.AGREED);
    if (window.isPresent()) {
      response.append("; " + DeflateOffer.SERVER_WINDOW + "=" + WINDOW_BITS);
    }
    if (client.isPresent()) {
      response.append("; " + DeflateOffer.CLIENT_WINDOW + "=").append(client.getAsInt());
    }
    return new DeflateTerms(
        false,
        window.isPresent() ? WINDOW_BITS : DeflateTerms.MAX_WINDOW_BITS,
        response.toString());
  }

  /** The window that this side is asked to keep to. */
  private OptionalInt ownWindow() {
    return bits(perFrame ? "max_window_bits" : DeflateOffer.SERVER_WINDOW);
  }

  /** The value of a parameter; empty if it has none that is a number. */
  private OptionalInt bits(String parameter) {
    return offer.parameters().stream()
        .filter(present -> Ascii.equalsIgnoreCase(present.getKey(), parameter))
        .map(present -> present.getValue())
        .filter(value -> !value.isEmpty() && CharMatcher.inRange('0', '9').matchesAllOf(value))
        .mapToInt(value -> value.length() > 2 ? Integer.MAX_VALUE : Integer.parseInt(value))
        .findFirst();
  }

  private static boolean isPossible(OptionalInt bits) {
    return bits.isEmpty()
        || (bits.getAsInt() >= MIN_WINDOW_BITS && bits.getAsInt() <= DeflateTerms.MAX_WINDOW_BITS);
  }
}
