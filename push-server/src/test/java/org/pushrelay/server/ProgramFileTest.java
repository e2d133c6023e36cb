package org.pushrelay.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramFileTest {
  private static final FileTime LATER = FileTime.fromMillis(4_000_000_000_000L);

  @TempDir private Path directory;
  private Path path;
  private ProgramFile file;

  @BeforeEach
  void write() throws Exception {
    path = Files.writeString(directory.resolve("program.jar"), "classes");
    file = ProgramFile.of(path);
  }

  @Test
  void fileThatStaysAsItIsIsNotComplainedOf() {
    assertThat(file.complaint()).isEmpty();
  }

  @Test
  void fileThatIsOverwrittenIsComplainedOf() throws Exception {
    Files.writeString(path, "CLASSES");
    Files.setLastModifiedTime(path, LATER);

    assertThat(file.complaint().orElseThrow()).contains("program.jar was overwritten");
  }

  @Test
  void fileThatIsTouchedIsNotComplainedOf() throws Exception {
    Files.setLastModifiedTime(path, LATER);

    assertThat(file.complaint()).isEmpty();
  }

  @Test
  void fileThatIsRenamedIntoItsPlaceOrRemovedIsNotComplainedOf() throws Exception {
    Path other = Files.writeString(directory.resolve("other.jar"), "other classes");
    Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
    assertThat(file.complaint()).isEmpty();

    Files.delete(path);
    assertThat(file.complaint()).isEmpty();
  }
}
