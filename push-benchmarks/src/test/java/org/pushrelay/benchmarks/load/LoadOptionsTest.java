package org.pushrelay.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ParameterException;

class LoadOptionsTest {

  @Test
  void readsModesInLowerCase() {
    LoadOptions options = LoadOptions.parse("--mode", "publish", "--publishers", "16");

    assertThat(options.mode()).isEqualTo(Mode.PUBLISH);
    assertThat(options.subscribers()).isZero();
    assertThat(options.window()).isGreaterThanOrEqualTo(16);
  }

  @Test
  void spreadsSubscribersOverChannels() {
    LoadOptions options = LoadOptions.parse("--subs", "8", "--channels", "3");

    assertThat(options.subscribersOf(0)).isEqualTo(3);
    assertThat(options.subscribersOf(1)).isEqualTo(3);
    assertThat(options.subscribersOf(2)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:80", "127.8.0.3:80", "[::1]:80"})
  void acceptsLoopbackAddresses(String server) {
    assertThat(LoadOptions.parse("--server", server).server().getPort()).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1:80", "0.0.0.0:80", "127.0.0.1", "[2001:db8::1]:80"})
  void refusesAllOthers(String server) {
    assertThatThrownBy(() -> LoadOptions.parse("--server", server))
        .isInstanceOf(ParameterException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--subs=0", "--subs=20000", "--size=47", "--window=0", "--rate=-1"})
  void refusesWhatMakesNoSense(String argument) {
    assertThatThrownBy(() -> LoadOptions.parse(argument))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(argument.substring(0, argument.indexOf('=')));
  }
}
