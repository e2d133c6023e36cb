package org.pushrelay.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;

/** What files hold, by the endings of their names; the same on every machine. */
final class ContentTypes {
  private static final Properties BY_ENDING = read();

  private ContentTypes() {}

  private static Properties read() {
    Properties types = new Properties();
    try (InputStream in = ContentTypes.class.getResourceAsStream("content-types.properties")) {
      if (in == null) {
        throw new IllegalStateException("content-types.properties is missing in the program");
      }
      types.load(new InputStreamReader(in, UTF_8));
      return types;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The type of a file, or another one if its name does not tell. */
  static String of(String name, String otherwise) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return BY_ENDING.getProperty(ending, otherwise);
  }
}
