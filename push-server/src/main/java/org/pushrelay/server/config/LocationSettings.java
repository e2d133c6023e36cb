package org.pushrelay.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What happens in a location, or in a server where no location fits; inherited settings included.
 *
 * @param assignments what {@code set} sets, in order
 * @param returns the answer to every request, if there is one
 * @param content who answers otherwise
 * @param access who may come, by address
 * @param auth who may come, by name and password
 * @param maxBodyBytes how long a request's body may be
 * @param addedHeaders what answers carry besides
 * @param gzip which answers are compressed
 * @param defaultType the content type of what has none; empty if nothing is said
 * @param accessLogs the files that requests are logged to
 */
public record LocationSettings(
    List<Assignment> assignments,
    Optional<ReturnAnswer> returns,
    Content content,
    List<AccessRule> access,
    Optional<BasicAuth> auth,
    long maxBodyBytes,
    List<AddedHeader> addedHeaders,
    GzipSettings gzip,
    String defaultType,
    List<Path> accessLogs) {

  /** Copies the lists. */
  public LocationSettings {
    assignments = List.copyOf(assignments);
    access = List.copyOf(access);
    addedHeaders = List.copyOf(addedHeaders);
    accessLogs = List.copyOf(accessLogs);
  }

  /** The same with another content. */
  public LocationSettings withContent(Content value) {
    return new LocationSettings(
        assignments,
        returns,
        value,
        access,
        auth,
        maxBodyBytes,
        addedHeaders,
        gzip,
        defaultType,
        accessLogs);
  }

  /**
   * {@code set $name value}.
   *
   * @param variable the name, without the dollar sign
   * @param value the value
   */
  public record Assignment(String variable, Template value) {}

  /**
   * {@code return}.
   *
   * @param status the status
   * @param text the body, or the URL of a redirect
   */
  public record ReturnAnswer(int status, Template text) {
    /** Whether the text is a URL to go to. */
    public boolean redirects() {
      return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
  }

  /**
   * {@code add_header}.
   *
   * @param name the header's name
   * @param value its value; with an empty one it is not sent
   * @param always whether errors carry it, too
   */
  public record AddedHeader(String name, Template value, boolean always) {}

  /**
   * {@code gzip} and its settings.
   *
   * @param on whether anything is compressed
   * @param minLength the fewest bytes worth it
   * @param types the content types; {@code *} is all
   * @param level from 1, fast, to 9, small
   * @param vary whether answers tell caches so
   */
  public record GzipSettings(
      boolean on, long minLength, List<String> types, int level, boolean vary) {
    /** Copies the types. */
    public GzipSettings {
      types = List.copyOf(types);
    }
  }

  /**
   * {@code auth_basic}.
   *
   * @param realm what the password is for
   * @param users who may come
   */
  public record BasicAuth(Template realm, Passwords users) {}
}
