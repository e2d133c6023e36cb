package org.pushrelay.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.pushrelay.server.config.Content;

/**
 * The files of a location: nginx's {@code root}, {@code alias} and {@code index}. Jetty's own
 * service does ranges and conditions; directories are not listed, files whose names begin with a
 * dot are not there, and symbolic links may not lead out of the directory. Safe from any thread.
 */
final class StaticFiles {
  /** A path without a slash at its end, for which Jetty's service would look for a directory. */
  private static final HttpURI ANY_FILE = HttpURI.from("/file");

  private final Path base;

  /** What is cut off a request's path before it is looked up. */
  private final FilePath prefix;

  private final Content.Files files;
  private final String defaultType;
  private final ResourceService service;

  /**
   * Files.
   *
   * @param files where they are; its directory may also be the one file that stands for all paths
   * @param defaultType for files whose names tell no type; empty for plain text
   * @param service one from {@link #service}, which is started and stopped with the server
   */
  StaticFiles(Content.Files files, String defaultType, ResourceService service) {
    this.base = files.directory();
    this.prefix = FilePath.ofPrefix(files.strip());
    this.files = files;
    this.defaultType = defaultType.isEmpty() ? "text/plain" : defaultType;
    this.service = service;
  }

  /** What sends the files of all locations. */
  static ResourceService service() {
    ResourceService service = new ResourceService();
    service.setDirAllowed(false);
    service.setEtags(true);
    return service;
  }

  /**
   * Answers a request, on a thread that may wait for the disk: 404 where there is no file.
   *
   * @param path the request's path, decoded and normalised
   */
  void serve(String path, Request request, Response response, Callback callback) {
    request
        .getComponents()
        .getExecutor()
        .execute(
            () -> {
              try {
                serveFromDisk(path, request, response, callback);
              } catch (IOException | RuntimeException e) {
                Response.writeError(request, response, callback, e);
              }
            });
  }

  private void serveFromDisk(String path, Request request, Response response, Callback callback)
      throws IOException {
    String method = request.getMethod();
    if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return;
    }
    Optional<FilePath> asked = FilePath.of(path).flatMap(names -> names.below(prefix));
    Optional<Path> found = asked.flatMap(this::find);
    boolean isDirectory = found.filter(Files::isDirectory).isPresent();
    boolean slash = asked.isPresent() && asked.get().isDirectory();
    if (isDirectory && !slash) {
      String query = request.getHttpURI().getQuery();
      String target = URIUtil.encodePath(path) + "/" + (query == null ? "" : "?" + query);
      int status = HttpStatus.MOVED_PERMANENTLY_301;
      Response.sendRedirect(request, response, callback, status, target, false);
      return;
    }
    Optional<Path> file = isDirectory ? found.flatMap(this::indexOf) : found.filter(f -> !slash);
    if (file.isEmpty() || !isServed(file.get())) {
      Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      return;
    }
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    Request plain = Request.serveAs(request, ANY_FILE);
    service.doGet(plain, response, callback, content(request, file.get()));
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
    return files.index().stream()
        .flatMap(name -> inBase(directory.resolve(name)).stream())
        .filter(StaticFiles::isServed)
        .findFirst();
  }

  private static boolean isServed(Path file) {
    return Files.isRegularFile(file) && Files.isReadable(file);
  }

  private HttpContent content(Request request, Path file) {
    Resource resource = ResourceFactory.root().newResource(file);
    String type = MimeTypes.DEFAULTS.getMimeByExtension(String.valueOf(file.getFileName()));
    ByteBufferPool pool = request.getComponents().getByteBufferPool();
    return new ResourceHttpContent(
        resource, type == null ? defaultType : type, new ByteBufferPool.Sized(pool));
  }
}
