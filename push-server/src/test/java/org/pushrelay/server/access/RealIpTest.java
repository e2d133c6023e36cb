package org.pushrelay.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealIpTest {
  private static final AddressRules TRUSTED =
      AddressRules.of(
          List.of(
              AddressRule.allow("10.0.0.0/8"),
              AddressRule.allow("2001:db8::/32"),
              AddressRule.deny("all")));

  private static String client(String peer, String header, boolean recursive) {
    return new RealIp(TRUSTED, "X-Forwarded-For", recursive)
        .client(peer, List.of(header.split("[|]", -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "10.0.0.1; 192.0.2.7; 192.0.2.7",
        "10.0.0.1; 192.0.2.7:4711; 192.0.2.7",
        "2001:db8::1; [2001:db9::5]:80; 2001:db9::5",
        "10.0.0.1; 2001:db9::5; 2001:db9::5",
        "10.0.0.1; 198.51.100.1, 192.0.2.7; 192.0.2.7",
        "10.0.0.1; 198.51.100.1|192.0.2.7; 192.0.2.7",
        "10.0.0.1; 192.0.2.7, 10.0.0.2; 10.0.0.2",
        "10.0.0.1; unknown; 10.0.0.1",
        "10.0.0.1; ''; 10.0.0.1",
        "10.0.0.1; evil%eth0; 10.0.0.1",
        "203.0.113.9; 192.0.2.7; 203.0.113.9"
      })
  void theLastHopCountsIfThePeerIsTrusted(String peer, String header, String expected) {
    assertThat(client(peer, header, false)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "192.0.2.7, 10.0.0.2; 192.0.2.7",
        "198.51.100.1, 192.0.2.7, 10.0.0.3, 10.0.0.2; 192.0.2.7",
        "10.0.0.3, 10.0.0.2; 10.0.0.3",
        "192.0.2.7, garbage, 10.0.0.2; 10.0.0.2"
      })
  void furtherProxiesAreLeftOut(String header, String expected) {
    assertThat(client("10.0.0.1", header, true)).isEqualTo(expected);
  }
}
