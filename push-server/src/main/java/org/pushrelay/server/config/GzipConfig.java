package org.pushrelay.server.config;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.Locale;
import java.util.Set;

/**
 * Which answers are compressed, and how: nginx's {@code gzip_comp_level}, {@code gzip_min_length},
 * {@code gzip_types} and {@code gzip_vary}.
 *
 * @param level from 1, the fastest, to 9, the smallest
 * @param minLength how many bytes a body has at least
 * @param types the media types, without parameters; {@code *} is all of them. text/html is always
 *     among them
 * @param vary whether answers say that they differ by Accept-Encoding
 */
public record GzipConfig(int level, long minLength, Set<String> types, boolean vary) {
  /** What nginx does without further settings. */
  public static final GzipConfig DEFAULT = new GzipConfig(1, 20, Set.of(), false);

  private static final String HTML = "text/html";

  /** Checks the level and the length; types compare without regard to case. */
  public GzipConfig {
    checkArgument(level >= 1 && level <= 9, "level: %s (expected: 1 to 9)", level);
    checkArgument(minLength >= 0, "minLength: %s (expected: >= 0)", minLength);
    types = types.stream().map(type -> type.toLowerCase(Locale.ROOT)).collect(toUnmodifiableSet());
  }

  /**
   * Whether bodies of a type are compressed.
   *
   * @param contentType a Content-Type header with or without parameters; empty if there is none
   */
  public boolean covers(String contentType) {
    if (types.contains("*")) {
      return true;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    String bare = type.strip().toLowerCase(Locale.ROOT);
    return bare.equals(HTML) || types.contains(bare);
  }
}
