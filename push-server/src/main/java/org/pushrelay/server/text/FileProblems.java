package org.pushrelay.server.text;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says what is wrong with a file in words for people. */
public final class FileProblems {

  private FileProblems() {}

  /**
   * All of a small file.
   *
   * @throws IOException if it cannot be read; the message says which file, and why
   */
  public static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IOException(file + " cannot be read: " + reason(file, e), e);
    }
  }

  /** Why it failed, without the file's name. */
  public static String reason(Path file, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (Files.isDirectory(file)) {
      return "it is a directory";
    }
    String message = failure.getMessage();
    if (message == null) {
      return failure.getClass().getSimpleName();
    }
    // java.io has the file's name and the reason in one text
    boolean named = failure instanceof FileNotFoundException && message.startsWith(file + " (");
    return named ? message.substring(file.toString().length() + 2, message.length() - 1) : message;
  }
}
