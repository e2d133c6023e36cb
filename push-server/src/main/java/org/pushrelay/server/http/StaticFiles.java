package org.pushrelay.server.http;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ResourceService;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.pushrelay.server.config.Content;

/**
 * The files of a location. Jetty's {@link ResourceService} sends them; which file it is, is decided
 * here, on the normalised path: nothing outside the directory, and nothing whose name begins with a
 * dot. Safe from any thread.
 */
final class StaticFiles {
  private static final String ALLOWED = "GET, HEAD";

  private final Content.Files files;
  private final String defaultType;
  private final ResourceService service;

  StaticFiles(Content.Files files, String defaultType, ResourceService service) {
    this.files = files;
    this.defaultType = defaultType.isEmpty() ? "text/plain" : defaultType;
    this.service = service;
  }

  /** Answers, on a thread that may wait for the disk. */
  void serve(String uri, Request request, Response response, Callback callback) {
    request
        .getComponents()
        .getExecutor()
        .execute(() -> serveFromDisk(uri, request, response, callback));
  }

  private void serveFromDisk(String uri, Request request, Response response, Callback callback) {
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.getHeaders().put(HttpHeader.ALLOW, ALLOWED);
      Response.writeError(request, response, callback, 405);
      return;
    }
    Optional<Path> path = path(uri);
    if (path.isPresent() && Files.isDirectory(path.get())) {
      if (!uri.endsWith("/")) {
        String query = request.getHttpURI().getQuery();
        String target = URIUtil.encodePath(uri) + "/" + (query == null ? "" : "?" + query);
        Response.sendRedirect(request, response, callback, 301, target, false);
        return;
      }
      path = files.index().stream().map(path.get()::resolve).filter(Files::exists).findFirst();
      if (path.isEmpty()) {
        Response.writeError(request, response, callback, 403);
        return;
      }
    } else if (uri.endsWith("/")) {
      path = Optional.empty();
    }
    if (path.isEmpty() || !Files.isRegularFile(path.get())) {
      Response.writeError(request, response, callback, 404);
    } else if (!Files.isReadable(path.get())) {
      Response.writeError(request, response, callback, 403);
    } else {
      send(path.get(), request, response, callback);
    }
  }

  private void send(Path file, Request request, Response response, Callback callback) {
    String known = MimeTypes.DEFAULTS.getMimeByExtension(file.toString());
    ByteBufferPool.Sized buffers =
        new ByteBufferPool.Sized(request.getComponents().getByteBufferPool());
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    service.doGet(
        new FileRequest(request),
        response,
        callback,
        new ResourceHttpContent(
            ResourceFactory.root().newResource(file),
            known == null ? defaultType : known,
            buffers));
  }

  /** The file that a path means; nothing if there can be none. */
  private Optional<Path> path(String uri) {
    String relative = uri.substring(Math.min(uri.length(), files.strip().length()));
    Path path = files.directory();
    for (String segment : List.of(relative.split("/", -1))) {
      boolean hidden = segment.startsWith(".") && !segment.equals(".well-known");
      if (hidden || segment.indexOf('\\') >= 0) {
        return Optional.empty();
      }
      try {
        path = segment.isEmpty() ? path : path.resolve(segment);
      } catch (InvalidPathException e) {
        // no file of this system can be called so
        return Optional.empty();
      }
    }
    return Optional.of(path);
  }

  /** A request whose path has no slash at its end, for which the service would redirect. */
  private static final class FileRequest extends Request.Wrapper {
    private static final HttpURI URI = HttpURI.from("/file");

    FileRequest(Request request) {
      super(request);
    }

    @Override
    public HttpURI getHttpURI() {
      return URI;
    }
  }
}
