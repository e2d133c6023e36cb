package org.pushrelay.server.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
  @TempDir private Path directory;

  private final List<Problem> notes = new ArrayList<>();

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private List<String> names(Path file) throws ConfigException {
    return ConfigFiles.read(file, notes).stream().map(Directive::name).toList();
  }

  private ConfigException failure(Path file) {
    return catchThrowableOfType(ConfigException.class, () -> ConfigFiles.read(file, notes));
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

    Directive server = ConfigFiles.read(main, notes).get(0);

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

    assertThat(failure(main))
        .hasMessage(
            directory.resolve("b.conf") + ":1: include \"" + main + "\" leads back to itself");
  }

  @Test
  void missingFilesAreRefusedWhereTheyAreNamed() throws Exception {
    Path main = write("relay.conf", "a;\ninclude b.conf;");

    assertThat(failure(main))
        .hasMessage(main + ":2: " + directory.resolve("b.conf") + " cannot be read: no such file");
  }

  @Test
  void nginxsFileOfContentTypesNeedNotBeThere() throws Exception {
    Path main = write("relay.conf", "include mime.types; last;");

    assertThat(names(main)).containsExactly("last");
    assertThat(notes)
        .extracting(Problem::message)
        .containsExactly("no such file: the built-in types are used");
  }

  @Test
  void patternsForDirectoriesAreRefused() throws Exception {
    Path main = write("relay.conf", "include */a.conf;");

    assertThat(failure(main))
        .hasMessage(main + ":1: a pattern may stand in the file's name only, not in a directory's");
  }
}
