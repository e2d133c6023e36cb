package org.pushrelay.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.pushrelay.server.config.LocationContent;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a location: nginx's {@code root}, {@code alias} and {@code index}. Directories are
 * not listed, files whose names begin with a dot are not there, and symbolic links may not lead out
 * of the directory. Safe from any thread.
 */
public final class StaticFiles {
  private static final Logger log = LoggerFactory.getLogger(StaticFiles.class);

  /** What RFC 3986 lets stand in a path, besides letters and digits. */
  private static final String PLAIN = "/-._~!$&'()*+,=:@";

  private final Path base;

  /** What is cut off a request's path before it is looked up. */
  private final FilePath prefix;

  private final List<String> index;
  private final String defaultType;
  private final Executor disk;

  /**
   * Files.
   *
   * @param files where they are; its directory may also be the one file that stands for all paths
   * @param defaultType for files whose names tell no type; empty for plain text
   * @param disk has the threads that wait for the disk
   */
  public StaticFiles(LocationContent.Files files, String defaultType, Executor disk) {
    this.base = files.directory();
    this.prefix = FilePath.ofPrefix(files.strip());
    this.index = files.index();
    this.defaultType = defaultType.isEmpty() ? "text/plain" : defaultType;
    this.disk = disk;
  }

  /**
   * Answers a request soon: 404 where there is no file.
   *
   * @param path the request's path, decoded and normalised
   */
  public void serve(String path, Exchange exchange) {
    String method = exchange.request().method();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.respond(StatusResponse.of(405).with(List.of(new Header("Allow", "GET, HEAD"))));
      return;
    }
    FileRequest request = FileRequest.of(path, exchange.request());
    try {
      disk.execute(() -> exchange.respond(response(request)));
    } catch (RejectedExecutionException e) {
      log.debug("The disk is too slow for all who want files", e);
      exchange.respond(StatusResponse.of(503));
    }
  }

  private PushResponse response(FileRequest request) {
    try {
      return find(request);
    } catch (RuntimeException e) {
      log.error("A request for a file failed", e);
      return StatusResponse.of(500);
    }
  }

  private PushResponse find(FileRequest request) {
    Optional<FilePath> asked = FilePath.of(request.path()).flatMap(names -> names.below(prefix));
    Optional<Path> found = asked.flatMap(this::find);
    boolean isDirectory = found.filter(Files::isDirectory).isPresent();
    boolean slash = asked.isPresent() && asked.get().isDirectory();
    if (isDirectory && !slash) {
      return withSlash(request);
    }
    Optional<Path> file = isDirectory ? found.flatMap(this::indexOf) : found.filter(f -> !slash);
    return file.filter(StaticFiles::isServed)
        .map(f -> response(request, f))
        .orElse(StatusResponse.of(404));
  }

  private PushResponse response(FileRequest request, Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      return FileResponse.of(request, file, ContentTypes.of(name, defaultType));
    } catch (NoSuchFileException e) {
      // it was there a moment ago
      return StatusResponse.of(404);
    } catch (IOException e) {
      log.error("{} cannot be sent", file, e);
      return StatusResponse.of(500);
    }
  }

  private static PushResponse withSlash(FileRequest request) {
    StringBuilder target = new StringBuilder();
    for (byte b : request.path().getBytes(UTF_8)) {
      boolean alphanumeric = b > 0 && Character.isLetterOrDigit(b);
      if (alphanumeric || PLAIN.indexOf(b) >= 0) {
        target.append((char) b);
      } else {
        target.append('%').append(String.format("%02X", b));
      }
    }
    target.append('/');
    if (!request.query().isEmpty()) {
      target.append('?').append(request.query());
    }
    return PushResponse.of(301, new Header("Location", target.toString()));
  }

  /** What there is by that name: below the base, however many links lead there. */
  private Optional<Path> find(FilePath names) {
    try {
      Path path = base;
      for (String name : names.names()) {
        path = path.resolve(name);
      }
      return inBase(path);
    } catch (InvalidPathException e) {
      // the system's file names cannot have those characters
      return Optional.empty();
    }
  }

  private Optional<Path> inBase(Path path) {
    try {
      Path real = path.toRealPath();
      return real.startsWith(base.toRealPath()) ? Optional.of(real) : Optional.empty();
    } catch (IOException e) {
      // it is not there, or it is none of our business: both look the same
      return Optional.empty();
    }
  }

  private Optional<Path> indexOf(Path directory) {
    return index.stream()
        .flatMap(name -> inBase(directory.resolve(name)).stream())
        .filter(StaticFiles::isServed)
        .findFirst();
  }

  private static boolean isServed(Path file) {
    return Files.isRegularFile(file) && Files.isReadable(file);
  }
}
