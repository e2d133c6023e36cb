package org.pushrelay.server.access;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An IP address as 128 bits; IPv4 stands in them as {@code ::ffff:a.b.c.d}, so that both ways to
 * write such an address are one. Read from text without asking a name server. Immutable.
 */
final class IpAddress {
  private static final int BYTES = 16;
  private static final int MAPPED_PREFIX_BYTES = 12;

  /** How many bits say that it is an IPv4 address. */
  static final int MAPPED_PREFIX_BITS = 8 * MAPPED_PREFIX_BYTES;

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads an address.
   *
   * @param text as a configuration or a server writes it; an IPv6 address may stand in brackets
   * @return empty if it is anything but an address
   */
  static Optional<IpAddress> parse(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    // a zone (fe80::1%eth0) names the network interface, not the address
    int zone = bare.indexOf('%');
    String address = zone < 0 ? bare : bare.substring(0, zone);
    return InetAddresses.isInetAddress(address)
        ? Optional.of(of(InetAddresses.forString(address)))
        : Optional.empty();
  }

  private static IpAddress of(InetAddress address) {
    byte[] raw = address.getAddress();
    if (raw.length == BYTES) {
      return new IpAddress(raw);
    }
    byte[] mapped = new byte[BYTES];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(raw, 0, mapped, MAPPED_PREFIX_BYTES, raw.length);
    return new IpAddress(mapped);
  }

  boolean isIpv4() {
    for (int i = 0; i < MAPPED_PREFIX_BYTES; i++) {
      if (bytes[i] != (byte) (i < 10 ? 0 : 0xff)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the first bits of both are the same. */
  boolean sharesPrefix(IpAddress other, int bits) {
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (bytes[i] != other.bytes[i]) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || ((bytes[whole] ^ other.bytes[whole]) & 0xff) >> (8 - rest) == 0;
  }
}
