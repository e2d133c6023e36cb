package org.pushrelay.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryArgumentsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          id=a         | a
          ID=a         | a
          Id=A         | A
          x=1&id=a     | a
          id=a&id=b    | a
          id=a%20b+c   | a%20b+c
          id=a=b       | a=b
          &&id=a&      | a
          id=          | ''
          id=&id=a     | ''
          ''           | none
          id           | none
          x=id         | none
          xid=a        | none
          id2=a        | none
          x=1?id=a     | none
          id%3Da       | none
          ids=a&i=d    | none
          """)
  void findsTheFirstArgumentOfAName(String query, String expected) {
    assertThat(QueryArguments.first(query, "id").orElse(null)).isEqualTo(expected);
  }
}
