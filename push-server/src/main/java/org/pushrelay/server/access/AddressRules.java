package org.pushrelay.server.access;

import java.util.List;
import java.util.Optional;

/**
 * Who may come, by address: nginx's {@code allow} and {@code deny}. The first rule that is about a
 * client decides; a client that no rule is about may come. No name server is ever asked. Immutable.
 */
public final class AddressRules {
  private final List<AddressRule> rules;

  private AddressRules(List<AddressRule> rules) {
    this.rules = rules;
  }

  /** These rules, in the order in which they are asked; without any, everyone may come. */
  public static AddressRules of(List<AddressRule> rules) {
    return new AddressRules(List.copyOf(rules));
  }

  /** Whether there are no rules: then all clients may come. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /**
   * Whether a client may come. One whose address cannot be read is let in only if a rule for all
   * says so, or there are no rules.
   *
   * @param remoteAddress {@code unix:}, or an IPv4 or IPv6 address, also in brackets, with a zone,
   *     or as IPv4 within IPv6
   */
  public boolean admits(String remoteAddress) {
    if (rules.isEmpty()) {
      return true;
    }
    if (remoteAddress.equals(AddressRule.UNIX)) {
      return rules.stream()
          .filter(AddressRule::isForUnix)
          .findFirst()
          .map(AddressRule::allows)
          .orElse(true);
    }
    Optional<IpAddress> address = IpAddress.parse(remoteAddress);
    return rules.stream()
        .filter(rule -> address.map(rule::matches).orElseGet(rule::isForAll))
        .findFirst()
        .map(AddressRule::allows)
        .orElse(address.isPresent());
  }
}
