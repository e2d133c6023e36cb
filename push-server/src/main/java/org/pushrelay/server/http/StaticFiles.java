package org.pushrelay.server.http;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;

/**
 * Files of a directory as a Jetty handler: nginx's {@code root}, {@code alias} and {@code index}.
 * It answers every request it gets: 404 where there is no file. Jetty's own service does ranges and
 * conditions; directories are not listed, files whose names begin with a dot are not there, and
 * symbolic links may not lead out of the directory.
 */
public final class StaticFiles extends Handler.Abstract {
  private static final List<String> DEFAULT_INDEX = List.of("index.html");

  private final Path base;

  /** What is cut off a request's path before it is looked up. */
  private final FilePath prefix;

  private final List<String> index;
  private final String defaultType;
  private final ResourceService service = new ResourceService();

  private StaticFiles(Path base, FilePath prefix, List<String> index, String defaultType) {
    for (String name : index) {
      checkArgument(
          !name.isEmpty() && name.indexOf('/') < 0,
          "index: %s (expected: a file's name, without a slash)",
          name);
    }
    this.base = requireNonNull(base, "base");
    this.prefix = prefix;
    this.index = List.copyOf(index);
    this.defaultType = requireNonNull(defaultType, "defaultType");
    service.setDirAllowed(false);
    service.setEtags(true);
    addBean(service);
  }

  /**
   * Files by the whole path of the request.
   *
   * @param base the directory that stands for the path {@code /}
   */
  public static StaticFiles root(Path base) {
    return new StaticFiles(base, new FilePath(List.of(), true), DEFAULT_INDEX, "text/plain");
  }

  /**
   * Files by that part of the request's path that comes behind a prefix.
   *
   * @param base the directory, or the one file, that stands for the prefix
   * @param prefix a path as {@code /images/}, not encoded; it ends where a name ends
   */
  public static StaticFiles alias(Path base, String prefix) {
    FilePath names =
        FilePath.ofPlain(prefix)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "prefix: " + prefix + " (expected: a path that begins with a slash)"));
    return new StaticFiles(base, names, DEFAULT_INDEX, "text/plain");
  }

  /** The same with other names for the file that stands for its directory; the first one counts. */
  public StaticFiles withIndex(List<String> names) {
    return new StaticFiles(base, prefix, names, defaultType);
  }

  /** The same with another type for files whose names tell none. */
  public StaticFiles withDefaultType(String type) {
    return new StaticFiles(base, prefix, index, type);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    String method = request.getMethod();
    if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
      return true;
    }
    Optional<FilePath> asked = path(request).flatMap(path -> path.below(prefix));
    Optional<Path> found = asked.flatMap(this::find);
    boolean isDirectory = found.filter(Files::isDirectory).isPresent();
    boolean slash = asked.isPresent() && asked.get().isDirectory();
    if (isDirectory && !slash) {
      redirect(request, response, callback);
      return true;
    }
    Optional<Path> file = isDirectory ? found.flatMap(this::indexOf) : found.filter(f -> !slash);
    if (file.isEmpty() || !isServed(file.get())) {
      Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
      return true;
    }
    service.doGet(named(request, file.get()), response, callback, content(request, file.get()));
    return true;
  }

  private static Optional<FilePath> path(Request request) {
    String raw = request.getHttpURI().getPath();
    return raw == null ? Optional.empty() : FilePath.ofEncoded(raw);
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

  private static void redirect(Request request, Response response, Callback callback) {
    HttpURI uri = request.getHttpURI();
    String query = uri.getQuery() == null ? "" : "?" + uri.getQuery();
    response.setStatus(HttpStatus.MOVED_PERMANENTLY_301);
    response.getHeaders().put(HttpHeader.LOCATION, uri.getPath() + "/" + query);
    response.write(true, null, callback);
  }

  /** Jetty takes a path that ends with a slash for a directory, but an index stands for that. */
  private static Request named(Request request, Path file) {
    HttpURI uri = request.getHttpURI();
    String path = uri.getPath();
    if (path == null || !path.endsWith("/")) {
      return request;
    }
    String name = URIUtil.encodePath(String.valueOf(file.getFileName()));
    return Request.serveAs(request, HttpURI.build(uri).path(path + name).asImmutable());
  }

  private HttpContent content(Request request, Path file) {
    Resource resource = ResourceFactory.root().newResource(file);
    String type = MimeTypes.DEFAULTS.getMimeByExtension(String.valueOf(file.getFileName()));
    ByteBufferPool pool = request.getComponents().getByteBufferPool();
    return new ResourceHttpContent(
        resource, type == null ? defaultType : type, new ByteBufferPool.Sized(pool));
  }
}
