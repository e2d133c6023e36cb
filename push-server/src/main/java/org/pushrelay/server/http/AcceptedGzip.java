package org.pushrelay.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a client takes gzip, by its Accept-Encoding headers (RFC 9110, 12.5.3). */
final class AcceptedGzip {

  private AcceptedGzip() {}

  /**
   * Reads the headers.
   *
   * @param acceptEncoding their values, one per header line
   */
  static boolean by(List<String> acceptEncoding) {
    boolean any = false;
    for (String line : acceptEncoding) {
      for (String element : line.split(",", -1)) {
        String[] parts = element.split(";", -1);
        String coding = parts[0].strip().toLowerCase(Locale.ROOT);
        if (coding.equals("gzip") || coding.equals("x-gzip")) {
          // what is said of gzip itself counts, not what is said of all others
          return isAcceptable(parts);
        }
        any |= coding.equals("*") && isAcceptable(parts);
      }
    }
    return any;
  }

  /** A weight of zero is a refusal; what is not a weight is taken for one. */
  private static boolean isAcceptable(String[] parts) {
    if (parts.length == 1) {
      return true;
    }
    return parts.length == 2
        && weight(parts[1].strip()).map(digits -> digits.matches(".*[1-9].*")).orElse(false);
  }

  private static Optional<String> weight(String parameter) {
    // RFC 9110, 12.4.2
    return parameter.matches("[qQ]=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
        ? Optional.of(parameter.substring(2))
        : Optional.empty();
  }
}
