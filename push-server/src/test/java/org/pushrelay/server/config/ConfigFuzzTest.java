package org.pushrelay.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.List;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.ConfigFiles;
import org.pushrelay.server.text.Directive;

/** Feeds arbitrary texts to the reader of configurations. */
class ConfigFuzzTest {
  private static final Path BASE = Path.of("target");

  @FuzzTest(maxDuration = "10m")
  void anyTextIsAConfigurationOrRefusedWithAPosition(byte[] input) {
    try {
      RelayConfig config = RelayConfig.parse("fuzz.conf", new String(input, UTF_8), BASE);
      assertThat(config.servers()).isNotEmpty();
    } catch (ConfigException e) {
      assertThat(e.getMessage()).startsWith("fuzz.conf:");
    }
  }

  /** Directives that are written down again with every word in quotes are the same directives. */
  @FuzzTest(maxDuration = "10m")
  void directivesAreReadAgainFromTheirOwnText(byte[] input) {
    List<Directive> directives;
    try {
      directives = ConfigFiles.parse("fuzz.conf", new String(input, UTF_8));
    } catch (ConfigException e) {
      return;
    }
    String written = text(directives);
    try {
      assertThat(text(ConfigFiles.parse("again.conf", written))).isEqualTo(written);
    } catch (ConfigException e) {
      throw new AssertionError("not read again: " + written, e);
    }
  }

  private static String text(List<Directive> directives) {
    StringBuilder text = new StringBuilder();
    for (Directive directive : directives) {
      text.append(quoted(directive.name()));
      directive.args().forEach(word -> text.append(' ').append(quoted(word.text())));
      if (directive.block().isPresent()) {
        text.append(" {\n").append(text(directive.children())).append("}\n");
      } else {
        text.append(";\n");
      }
    }
    return text.toString();
  }

  private static String quoted(String word) {
    return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
