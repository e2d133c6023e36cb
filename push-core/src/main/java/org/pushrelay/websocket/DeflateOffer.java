package org.pushrelay.websocket;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds, among the extensions that a client offers, compression that we can agree to (RFC 7692,
 * 7.1). Neither side keeps its context from one message to the next: we say so for both.
 *
 * <p>{@code java.util.zip} has no smaller window than 15 bits. A client that asks for one gets it
 * all the same: a message that is not longer than the window never reaches back beyond it, and
 * longer ones are sent to that client as they are.
 */
final class DeflateOffer {
  static final String NAME = "permessage-deflate";
  private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
  private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
  static final String SERVER_WINDOW = "server_max_window_bits";
  static final String CLIENT_WINDOW = "client_max_window_bits";

  /** How a response begins. */
  static final String AGREED = NAME + "; " + SERVER_NO_CONTEXT + "; " + CLIENT_NO_CONTEXT;

  private static final Set<String> FLAGS = Set.of(SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT);

  private DeflateOffer() {}

  /** The first offer that we can agree to. */
  static Optional<DeflateTerms> agree(List<ExtensionList.Extension> offers) {
    return offers.stream()
        .filter(offer -> Ascii.equalsIgnoreCase(offer.name(), NAME))
        .map(offer -> terms(offer.parameters()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<DeflateTerms> terms(List<Map.Entry<String, String>> parameters) {
    OptionalInt window = OptionalInt.empty();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, String> parameter : parameters) {
      String name = Ascii.toLowerCase(parameter.getKey());
      String value = parameter.getValue();
      if (!seen.add(name) || !isKnown(name, value)) {
        return Optional.empty();
      }
      if (name.equals(SERVER_WINDOW)) {
        window = OptionalInt.of(Integer.parseInt(value));
      }
    }
    return Optional.of(
        window.isEmpty()
            ? new DeflateTerms(false, DeflateTerms.MAX_WINDOW_BITS, AGREED)
            : new DeflateTerms(
                false, window.getAsInt(), AGREED + "; " + SERVER_WINDOW + "=" + window.getAsInt()));
  }

  private static boolean isKnown(String name, String value) {
    if (FLAGS.contains(name)) {
      return value.isEmpty();
    }
    return switch (name) {
      case CLIENT_WINDOW -> value.isEmpty() || isWindow(value);
      case SERVER_WINDOW -> isWindow(value);
      default -> false;
    };
  }

  private static boolean isWindow(String value) {
    if (value.length() > 2 || !CharMatcher.inRange('0', '9').matchesAllOf(value)) {
      return false;
    }
    return !value.isEmpty()
        && value.charAt(0) != '0'
        && Integer.parseInt(value) >= 8
        && Integer.parseInt(value) <= DeflateTerms.MAX_WINDOW_BITS;
  }
}
