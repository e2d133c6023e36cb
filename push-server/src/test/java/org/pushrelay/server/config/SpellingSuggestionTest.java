package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingSuggestionTest {
  private static final Set<String> KNOWN =
      Set.of("push_publisher", "push_subscriber", "gzip", "root");

  @ParameterizedTest
  @CsvSource({
    "push_publsher, push_publisher",
    "psuh_publisher, push_publisher",
    "push_subscribers, push_subscriber",
    "gzpi, gzip",
    "roots, root"
  })
  void typingMistakesGetASuggestion(String word, String meant) {
    assertThat(SpellingSuggestion.closest(word, KNOWN)).hasValue(meant);
  }

  @ParameterizedTest
  @CsvSource({"proxy_pass", "a", "boot_loader"})
  void unlikeWordsGetNoSuggestion(String word) {
    assertThat(SpellingSuggestion.closest(word, KNOWN)).isEmpty();
  }
}
