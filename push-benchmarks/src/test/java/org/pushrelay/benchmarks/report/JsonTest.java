package org.pushrelay.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void writesWhatIsInside() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("clean", true);
    map.put("list", List.of(1, 2.5, Double.NaN));
    map.put("text", "a \"b\"\\\n");

    assertThat(Json.write(map))
        .isEqualTo(
            "{\"clean\": true, \"list\": [1, 2.500, null], \"text\": \"a \\\"b\\\"\\\\\\u000a\"}");
  }
}
