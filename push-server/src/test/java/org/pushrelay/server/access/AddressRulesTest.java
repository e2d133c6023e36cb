package org.pushrelay.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  private static AddressRules only(String allowed) {
    return AddressRules.of(List.of(AddressRule.allow(allowed), AddressRule.deny("all")));
  }

  @Test
  void withoutRulesEveryoneMayCome() {
    assertThat(AddressRules.of(List.of()).admits("192.0.2.1")).isTrue();
    assertThat(AddressRules.of(List.of()).admits("nonsense")).isTrue();
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    AddressRules rules =
        AddressRules.of(
            List.of(
                AddressRule.deny("192.168.1.1"),
                AddressRule.allow("192.168.1.0/24"),
                AddressRule.allow("10.1.1.0/16"),
                AddressRule.allow("2001:0db8::/32"),
                AddressRule.deny("all")));

    assertThat(rules.admits("192.168.1.1")).isFalse();
    assertThat(rules.admits("192.168.1.2")).isTrue();
    assertThat(rules.admits("192.168.2.1")).isFalse();
    assertThat(rules.admits("10.1.255.255")).isTrue();
    assertThat(rules.admits("2001:db8:ffff::1")).isTrue();
    assertThat(rules.admits("2001:db9::1")).isFalse();
  }

  @Test
  void whoeverNoRuleIsAboutMayCome() {
    AddressRules rules = AddressRules.of(List.of(AddressRule.deny("192.0.2.0/24")));

    assertThat(rules.admits("192.0.2.7")).isFalse();
    assertThat(rules.admits("192.0.3.7")).isTrue();
    assertThat(rules.admits("::1")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1/32, 192.0.2.1, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.200, true",
    "192.0.2.0/23, 192.0.3.255, true",
    "192.0.2.0/23, 192.0.4.0, false",
    "128.0.0.0/1, 255.255.255.255, true",
    "128.0.0.0/1, 127.255.255.255, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "::1, 0:0:0:0:0:0:0:1, true",
    "2001:db8::/33, 2001:db8:7fff::, true",
    "2001:db8::/33, 2001:db8:8000::, false",
    "fe80::/10, fe80::1, true",
  })
  void aNetworkHoldsTheAddressesWithItsPrefix(String network, String client, boolean admitted) {
    assertThat(only(network).admits(client)).isEqualTo(admitted);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.0/24, ::ffff:192.0.2.9",
    "192.0.2.0/24, ::ffff:c000:209",
    "::ffff:192.0.2.0/120, 192.0.2.9",
    "::ffff:0:0/96, 192.0.2.9",
  })
  void anIpv4AddressWithinIpv6IsThatIpv4Address(String network, String client) {
    assertThat(only(network).admits(client)).isTrue();
  }

  @Test
  void theFamiliesAreApart() {
    assertThat(only("::/0").admits("192.0.2.1")).isFalse();
    assertThat(only("::/0").admits("::ffff:192.0.2.1")).isFalse();
    assertThat(only("::/0").admits("2001:db8::1")).isTrue();
    assertThat(only("0.0.0.0/0").admits("2001:db8::1")).isFalse();
    assertThat(only("0.0.0.0/0").admits("::")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2001:db8::1]", "2001:db8::1%eth0", "[2001:db8:0:0:0:0:0:1%2]"})
  void addressesAreReadAsServersWriteThem(String client) {
    assertThat(only("2001:db8::1").admits(client)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "192.0.2.1:80", "unix:/a", "192.0.2", "[]", "%"})
  void aClientWhoseAddressCannotBeReadNeedsARuleForAll(String client) {
    assertThat(only("0.0.0.0/0").admits(client)).isFalse();
    assertThat(AddressRules.of(List.of(AddressRule.deny("10.0.0.1"))).admits(client)).isFalse();
    assertThat(AddressRules.of(List.of(AddressRule.allow("all"))).admits(client)).isTrue();
  }

  @Test
  void clientOfAUnixSocketIsMeantByUnixAndByAllOnly() {
    AddressRule deny = AddressRule.deny("all");

    assertThat(AddressRules.of(List.of(AddressRule.allow("unix:"), deny)).admits("unix:")).isTrue();
    assertThat(AddressRules.of(List.of(AddressRule.allow("unix:"), deny)).admits("192.0.2.1"))
        .isFalse();
    assertThat(AddressRules.of(List.of(AddressRule.allow("0.0.0.0/0"), deny)).admits("unix:"))
        .isFalse();
    assertThat(AddressRules.of(List.of(AddressRule.deny("unix:"))).admits("unix:")).isFalse();
    assertThat(AddressRules.of(List.of(AddressRule.deny("unix:"))).admits("192.0.2.1")).isTrue();
    assertThat(AddressRules.of(List.of(AddressRule.deny("10.0.0.1"))).admits("unix:")).isTrue();
  }

  @Nested
  class Mistakes {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "ALL",
          "localhost",
          "example.org",
          "unix:/a",
          "192.0.2",
          "192.0.2.256",
          "192.0.2.1:80",
          "[::1]",
          "fe80::1%lo",
          "/24",
          "2001:db8:::1"
        })
    void anythingButAnAddressIsRefused(String value) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AddressRule.allow(value))
          .withMessage(
              "\""
                  + value
                  + "\" (expected: all, unix:, an address as 192.0.2.1 or 2001:db8::1, or a network"
                  + " as 192.0.2.0/24)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/8/8"})
    void aPrefixThatAnIpv4AddressCannotHaveIsRefused(String value) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AddressRule.deny(value))
          .withMessage(
              "\"" + value + "\" (expected: a prefix length from 0 to 32 behind the slash)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::/129", "2001:db8::/x", "::/255.0.0.0"})
    void aPrefixThatAnIpv6AddressCannotHaveIsRefused(String value) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> AddressRule.deny(value))
          .withMessage(
              "\"" + value + "\" (expected: a prefix length from 0 to 128 behind the slash)");
    }
  }
}
