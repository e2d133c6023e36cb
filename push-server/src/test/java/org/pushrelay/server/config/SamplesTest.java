package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;

/** Configurations as users of the HTTP push module have them. */
class SamplesTest {
  private static final Path SAMPLES = Path.of("src/test/resources/samples");

  @ParameterizedTest
  @CsvSource({
    "nginx/nginx.conf, 4, 19",
    "captures.conf,    5,  0",
    "chat.conf,        4,  0",
    "jobs.conf,        2,  0",
    "fixed.conf,       3,  0",
    "nchan.conf,      21,  2"
  })
  void theyRunUnchanged(String file, int locations, int notes) throws ConfigException {
    RelayConfig config = RelayConfig.read(SAMPLES.resolve(file));

    assertThat(config.servers().get(0).locations()).hasSize(locations);
    assertThat(config.notes()).hasSize(notes);
  }
}
