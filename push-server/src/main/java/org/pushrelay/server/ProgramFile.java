package org.pushrelay.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that the program runs from. The virtual machine keeps it open and reads classes from it
 * when they are needed: a file that is put in its place by renaming does no harm, one that is
 * written over it does. Used by one thread.
 */
final class ProgramFile {
  private static final Logger log = LoggerFactory.getLogger(ProgramFile.class);

  /** The end of the file says where the classes are; another build has another end. */
  private static final int END = 8 * 1024;

  private final Path path;
  private final byte[] end;
  private final BasicFileAttributes seen;

  private ProgramFile(Path path) throws IOException {
    this.path = path;
    this.end = readEnd(path);
    this.seen = attributes(path);
  }

  /** The file of this process; empty if it runs from a directory of classes, as in a test. */
  static Optional<ProgramFile> running() {
    try {
      Path path =
          Path.of(ProgramFile.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(path) ? Optional.of(new ProgramFile(path)) : Optional.empty();
    } catch (IOException | URISyntaxException | RuntimeException e) {
      log.debug("The file of the program is not watched", e);
      return Optional.empty();
    }
  }

  /** A file as it is now. */
  static ProgramFile of(Path path) throws IOException {
    return new ProgramFile(path);
  }

  /** Why the process cannot go on with its file; empty if it can. */
  Optional<String> complaint() {
    try {
      return isOverwritten()
          ? Optional.of(
              "the program's file "
                  + path
                  + " was overwritten (to replace it while it runs, write another file and rename"
                  + " that)")
          : Optional.empty();
    } catch (IOException e) {
      // it was removed, but stays readable as long as this process has it open
      return Optional.empty();
    }
  }

  private boolean isOverwritten() throws IOException {
    BasicFileAttributes now = attributes(path);
    if (isSame(now)) {
      return false;
    }
    @Nullable Object key = seen.fileKey();
    boolean isAnotherFile = key == null || !Objects.equals(key, now.fileKey());
    if (isAnotherFile || Arrays.equals(end, readEnd(path))) {
      // renamed into its place, or only touched
      return false;
    }
    return true;
  }

  private boolean isSame(BasicFileAttributes now) {
    FileTime modified = now.lastModifiedTime();
    return modified.equals(seen.lastModifiedTime()) && now.size() == seen.size();
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  private static byte[] readEnd(Path path) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long length = file.length();
      byte[] bytes = new byte[(int) Math.min(END, length)];
      file.seek(length - bytes.length);
      file.readFully(bytes);
      return bytes;
    }
  }
}
