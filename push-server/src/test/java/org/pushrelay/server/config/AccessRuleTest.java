package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRuleTest {

  private static AccessRule allow(String text) {
    return AccessRule.parse(true, text).orElseThrow();
  }

  private static AccessRule deny(String text) {
    return AccessRule.parse(false, text).orElseThrow();
  }

  @Test
  void theFirstRuleAboutAnAddressDecides() {
    List<AccessRule> rules =
        List.of(deny("192.168.1.1"), allow("192.168.1.0/24"), allow("2001:db8::/32"), deny("all"));

    assertThat(AccessRule.allow(rules, "192.168.1.2")).isTrue();
    assertThat(AccessRule.allow(rules, "192.168.1.1")).isFalse();
    assertThat(AccessRule.allow(rules, "192.168.2.1")).isFalse();
    assertThat(AccessRule.allow(rules, "[2001:db8::7]")).isTrue();
    assertThat(AccessRule.allow(rules, "2001:db9::7")).isFalse();
    assertThat(AccessRule.allow(rules, "nonsense")).isFalse();
  }

  @Test
  void withoutARuleEverybodyMayCome() {
    assertThat(AccessRule.allow(List.of(), "10.0.0.1")).isTrue();
    assertThat(AccessRule.allow(List.of(deny("10.0.0.1")), "10.0.0.2")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3/9, 10.127.0.1, true",
    "10.1.2.3/9, 10.128.0.1, false",
    "0.0.0.0/0, 1.2.3.4, true",
    "0.0.0.0/0, ::1, false",
    "::1, ::1, true",
    "fe80::/10, fe80::1%1, true"
  })
  void networksAreCounted(String network, String address, boolean inside) {
    assertThat(AccessRule.allow(List.of(allow(network), deny("all")), address)).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "10.0.0", "10.0.0.0/33", "10.0.0.0/x", "::1/129", "unix:", "", "/8"})
  void whatIsNoNetworkIsNone(String text) {
    assertThat(AccessRule.parse(true, text)).isEmpty();
  }
}
