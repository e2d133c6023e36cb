package org.pushrelay.server.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of nginx's {@code allow} and {@code deny}: which addresses it is about, and what becomes
 * of them. Immutable.
 */
public final class AddressRule {
  private static final String EXPECTED =
      "all, unix:, an address as 192.0.2.1 or 2001:db8::1, or a network as 192.0.2.0/24";

  /** The address of all clients of Unix domain sockets. */
  static final String UNIX = "unix:";

  private final boolean allows;

  /** Absent where the rule is for all, or for Unix domain sockets. */
  private final @Nullable IpAddress network;

  private final int prefix;
  private final boolean isForUnix;

  private AddressRule(boolean allows, @Nullable IpAddress network, int prefix) {
    this(allows, network, prefix, false);
  }

  private AddressRule(boolean allows, @Nullable IpAddress network, int prefix, boolean isForUnix) {
    this.isForUnix = isForUnix;
    this.allows = allows;
    this.network = network;
    this.prefix = prefix;
  }

  /**
   * A rule that lets clients in.
   *
   * @param addresses {@code all}, {@code unix:}, an address, or a network in CIDR notation; never a
   *     host name
   */
  public static AddressRule allow(String addresses) {
    return parse(true, addresses);
  }

  /**
   * A rule that keeps clients out.
   *
   * @param addresses {@code all}, {@code unix:}, an address, or a network in CIDR notation; never a
   *     host name
   */
  public static AddressRule deny(String addresses) {
    return parse(false, addresses);
  }

  private static AddressRule parse(boolean allows, String addresses) {
    if (addresses.equals("all")) {
      return new AddressRule(allows, null, 0);
    }
    if (addresses.equals(UNIX)) {
      return new AddressRule(allows, null, 0, true);
    }
    int slash = addresses.indexOf('/');
    String address = slash < 0 ? addresses : addresses.substring(0, slash);
    IpAddress network = address(address).orElseThrow(() -> refused(addresses, EXPECTED));
    // ::ffff:192.0.2.0/120 counts 128 bits, though it is an IPv4 network
    int bits = address.indexOf(':') >= 0 ? 128 : 32;
    int length = slash < 0 ? bits : prefix(addresses, addresses.substring(slash + 1), bits);
    return new AddressRule(allows, network, length + 128 - bits);
  }

  private static Optional<IpAddress> address(String text) {
    boolean bare = text.indexOf('%') < 0 && text.indexOf('[') < 0;
    return bare ? IpAddress.parse(text) : Optional.empty();
  }

  private static int prefix(String addresses, String digits, int bits) {
    if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > bits) {
      throw refused(addresses, "a prefix length from 0 to " + bits + " behind the slash");
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException refused(String addresses, String expected) {
    return new IllegalArgumentException("\"" + addresses + "\" (expected: " + expected + ")");
  }

  boolean allows() {
    return allows;
  }

  /** Whether the rule is for everyone, even for a client whose address cannot be read. */
  boolean isForAll() {
    return network == null && !isForUnix;
  }

  /** Whether the rule is for clients of Unix domain sockets. */
  boolean isForUnix() {
    return network == null;
  }

  boolean matches(IpAddress address) {
    if (network == null) {
      return !isForUnix;
    }
    // ::/0 is all of IPv6, and none of IPv4
    boolean sameFamily = prefix >= IpAddress.MAPPED_PREFIX_BITS || !address.isIpv4();
    return sameFamily && network.sharesPrefix(address, prefix);
  }
}
