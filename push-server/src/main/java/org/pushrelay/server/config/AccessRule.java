package org.pushrelay.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Who may come, by address: one line of an access list.
 *
 * @param allows whether it lets in what it is about
 * @param network the first address of the network; no bytes for all addresses
 * @param bits how many leading bits count
 */
public record AccessRule(boolean allows, List<Byte> network, int bits) {
  /** Copies the address. */
  public AccessRule {
    network = List.copyOf(network);
  }

  /** Whether an address may pass: the first rule that is about it decides; without one it may. */
  public static boolean allow(List<AccessRule> rules, String address) {
    if (rules.isEmpty()) {
      return true;
    }
    List<Byte> bytes = bytes(address).orElse(List.of());
    return rules.stream()
        .filter(rule -> rule.isAbout(bytes))
        .findFirst()
        .map(AccessRule::allows)
        .orElse(true);
  }

  /** Reads an address, a network as {@code 10.0.0.0/8}, or {@code all}. */
  static Optional<AccessRule> parse(boolean allows, String text) {
    if (text.equals("all")) {
      return Optional.of(new AccessRule(allows, List.of(), 0));
    }
    int slash = text.indexOf('/');
    Optional<List<Byte>> network = bytes(slash < 0 ? text : text.substring(0, slash));
    if (network.isEmpty()) {
      return Optional.empty();
    }
    int all = network.get().size() * 8;
    String suffix = slash < 0 ? Integer.toString(all) : text.substring(slash + 1);
    if (!suffix.matches("\\d{1,3}") || Integer.parseInt(suffix) > all) {
      return Optional.empty();
    }
    return Optional.of(new AccessRule(allows, network.get(), Integer.parseInt(suffix)));
  }

  private boolean isAbout(List<Byte> address) {
    if (network.isEmpty()) {
      return true;
    }
    if (network.size() != address.size()) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if (((network.get(i / 8) ^ address.get(i / 8)) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of a numeric address; names are not looked up. */
  private static Optional<List<Byte>> bytes(String text) {
    String address = text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    if (!address.matches("\\d+(\\.\\d+){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w]*")) {
      return Optional.empty();
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      Byte[] boxed = new Byte[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        boxed[i] = bytes[i];
      }
      return Optional.of(List.of(boxed));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
