package org.pushrelay.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<String> names(Path file) throws ConfigException {
    return ConfigFiles.read(file).directives().stream().map(Directive::name).toList();
  }

  private static List<String> mistakes(Path file) throws ConfigException {
    return ConfigFiles.read(file).mistakes().stream().map(Problem::toString).toList();
  }

  @Test
  void includedDirectivesStandInPlaceOfTheirInclude() throws Exception {
    Path main = write("relay.conf", "first; include more.conf; last;");
    write("more.conf", "second; third { fourth; }");

    assertThat(names(main)).containsExactly("first", "second", "third", "last");
  }

  @Test
  void includesWorkInsideBlocks() throws Exception {
    Path main = write("relay.conf", "server { include inner.conf; }");
    write("inner.conf", "listen 80;");

    Directive server = ConfigFiles.read(main).directives().get(0);

    assertThat(server.children()).extracting(Directive::name).containsExactly("listen");
    assertThat(server.children().get(0).position().file()).endsWith("inner.conf");
  }

  @Test
  void patternsTakeTheFilesInTheOrderOfTheirNames() throws Exception {
    Path main = write("relay.conf", "include conf.d/*.conf;");
    write("conf.d/b.conf", "b;");
    write("conf.d/a.conf", "a;");
    write("conf.d/c.conf.bak", "c;");
    write("conf.d/.hidden.conf", "d;");

    assertThat(names(main)).containsExactly("a", "b");
  }

  @Test
  void patternsMayMatchNothing() throws Exception {
    Path main = write("relay.conf", "include conf.d/*.conf; include nowhere/*; last;");

    assertThat(names(main)).containsExactly("last");
  }

  @Test
  void namesAreLookedUpBesideTheIncludingFileAndThenBesideTheFirst() throws Exception {
    Path main = write("relay.conf", "include sub/a.conf;");
    write("sub/a.conf", "include b.conf; include c.conf;");
    write("sub/b.conf", "beside;");
    write("b.conf", "wrong;");
    write("c.conf", "first;");

    assertThat(names(main)).containsExactly("beside", "first");
  }

  @Test
  void circlesAreRefused() throws Exception {
    Path main = write("relay.conf", "a;\ninclude b.conf;");
    write("b.conf", "include relay.conf;");

    assertThat(mistakes(main))
        .containsExactly(
            directory.resolve("b.conf") + ":1: include \"" + main + "\" leads back to itself");
  }

  @Test
  void missingFilesAreRefusedWhereTheyAreNamed() throws Exception {
    Path main = write("relay.conf", "a;\ninclude b.conf;");

    assertThat(mistakes(main))
        .containsExactly(
            main + ":2: " + directory.resolve("b.conf") + " cannot be read: no such file");
  }

  @Test
  void nginxsFileOfContentTypesNeedNotBeThere() throws Exception {
    Path main = write("relay.conf", "include mime.types; last;");

    assertThat(names(main)).containsExactly("last");
    assertThat(ConfigFiles.read(main).notes())
        .extracting(Problem::message)
        .containsExactly("\"include\" of mime.types: no such file: the built-in types are used");
  }

  @Test
  void filesOfDistributionsNeedNotBeThere() throws Exception {
    Path main =
        write("relay.conf", "include fastcgi_params; include /etc/none/proxy_params; last;");

    assertThat(names(main)).containsExactly("last");
    assertThat(ConfigFiles.read(main).notes())
        .extracting(Problem::message)
        .containsExactly(
            "\"include\" of fastcgi_params: no such file: the relay speaks no FastCGI",
            "\"include\" of /etc/none/proxy_params: no such file: the header fields in it are not"
                + " set (write proxy_set_header)");
  }

  @Test
  void readingGoesOnBehindIncludesThatCannotBeRead() throws Exception {
    Path main =
        write("relay.conf", "include none.conf;\ninclude broken.conf;\ninclude a b;\nlast;");
    write("broken.conf", "a {");

    assertThat(names(main)).containsExactly("last");
    assertThat(mistakes(main))
        .containsExactly(
            main + ":1: " + directory.resolve("none.conf") + " cannot be read: no such file",
            directory.resolve("broken.conf")
                + ":1: the block of \"a\" is not closed (expected: } before the end of file)",
            main + ":3: \"include\" takes one file name or pattern, and then ;");
  }

  @Test
  void patternsForDirectoriesAreRefused() throws Exception {
    Path main = write("relay.conf", "include */a.conf;");

    assertThat(mistakes(main))
        .containsExactly(
            main + ":1: a pattern may stand in the file's name only, not in a directory's");
  }
}
