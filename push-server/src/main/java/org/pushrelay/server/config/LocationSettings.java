package org.pushrelay.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.pushrelay.server.access.AddressRules;
import org.pushrelay.server.access.Htpasswd;

/**
 * What happens in a location, or in a server where no location fits; inherited settings included.
 *
 * @param steps what is done with each request first, in order
 * @param content who answers otherwise
 * @param access who may come, by address
 * @param auth who may come, by name and password
 * @param maxBodyBytes how long a request's body may be
 * @param addedHeaders what answers carry besides
 * @param gzip which answers are compressed, if any
 * @param defaultType the content type of what has none; empty if nothing is said
 * @param accessLogs the files that requests are logged to
 * @param internal whether no client gets there
 */
public record LocationSettings(
    List<Step> steps,
    LocationContent content,
    AddressRules access,
    Optional<BasicAuth> auth,
    long maxBodyBytes,
    List<HeaderTemplate> addedHeaders,
    Optional<GzipConfig> gzip,
    String defaultType,
    List<Path> accessLogs,
    boolean internal) {

  /** Copies the lists. */
  public LocationSettings {
    steps = List.copyOf(steps);
    addedHeaders = List.copyOf(addedHeaders);
    accessLogs = List.copyOf(accessLogs);
  }

  /** Returns a copy with the given content. */
  public LocationSettings withContent(LocationContent value) {
    return new LocationSettings(
        steps,
        value,
        access,
        auth,
        maxBodyBytes,
        addedHeaders,
        gzip,
        defaultType,
        accessLogs,
        internal);
  }

  /** What is done with a request before anybody answers it. */
  public sealed interface Step {}

  /**
   * {@code if (...) { ... }}.
   *
   * @param condition when it is done
   * @param settings what happens in its block, with all that it inherits
   */
  public record If(Condition condition, LocationSettings settings) implements Step {}

  /**
   * {@code set $name value}.
   *
   * @param variable the name, without the dollar sign
   * @param value the value
   */
  public record Assignment(String variable, Template value) implements Step {}

  /**
   * {@code return}.
   *
   * @param status the status
   * @param text the body, or the URL of a redirect
   */
  public record ReturnResponse(int status, Template text) implements Step {
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
  public record HeaderTemplate(String name, Template value, boolean always) {
    /** Whether the value is known only when the response begins. */
    public boolean isOfResponse() {
      return value.variables().anyMatch(BuiltInVariables::isOfResponse);
    }
  }

  /**
   * {@code auth_basic}.
   *
   * @param realm what the password is for
   * @param users the users who are admitted; empty if no user is
   */
  public record BasicAuth(Template realm, Optional<Htpasswd> users) {}
}
