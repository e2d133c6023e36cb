package org.pushrelay.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.ConfigFiles;
import org.pushrelay.server.text.ConfigText;
import org.pushrelay.server.text.Problem;

/**
 * A whole configuration: read, checked, and with all that is inherited in its place.
 *
 * @param servers the servers, in the order of the text
 * @param maxReservedMemory how many bytes messages and channels may take
 * @param maxBufferMemory how many bytes clients may make the relay hold beside that
 * @param maxConnectionMemory how many bytes connections may take
 * @param maxChannelsPerAddress how many channels subscribers of one address may make; 0 is no limit
 * @param groups the groups that are counted and limited
 * @param errorLog where the program logs to
 * @param workers how many event loops serve all connections, if the transport has event loops
 * @param outline the directives that all this was read from
 * @param notes what is worth saying though nothing is wrong
 */
public record RelayConfig(
    List<VirtualServer> servers,
    long maxReservedMemory,
    long maxBufferMemory,
    long maxConnectionMemory,
    int maxChannelsPerAddress,
    CountedGroups groups,
    ErrorLog errorLog,
    int workers,
    ConfigOutline outline,
    List<Problem> notes) {
  private static final String DEFAULT = "default.conf";

  /** Copies the lists. */
  public RelayConfig {
    servers = List.copyOf(servers);
    notes = List.copyOf(notes);
  }

  /** Whether any location tells who subscribes ({@code nchan_subscriber_info}). */
  public boolean listsSubscribers() {
    return servers.stream()
        .flatMap(
            server ->
                Stream.concat(
                    Stream.of(server.settings()), server.allLocations().map(Location::settings)))
        .anyMatch(settings -> settings.content() instanceof LocationContent.SubscriberInfo);
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with all that is wrong
   */
  public static RelayConfig read(Path file) throws ConfigException {
    ConfigText text = ConfigFiles.read(file);
    Path parent = file.toAbsolutePath().getParent();
    return new ConfigReader(parent == null ? Path.of("") : parent).read(text);
  }

  /**
   * Reads a text.
   *
   * @param name what to call it in messages
   * @param base what file names in it are relative to
   * @throws ConfigException with all that is wrong
   */
  public static RelayConfig parse(String name, String text, Path base) throws ConfigException {
    return new ConfigReader(base).read(ConfigText.of(name, ConfigFiles.parse(name, text)));
  }

  /** What is used when no file is given, with a page for people at {@code /}. */
  public static RelayConfig defaults() {
    try {
      RelayConfig config = parse(DEFAULT, defaultText(), Path.of(""));
      VirtualServer server = config.servers().get(0);
      List<Location> locations = new ArrayList<>(server.locations());
      LocationSettings page = server.settings().withContent(new LocationContent.Page("index.html"));
      locations.add(new Location(new LocationMatch.Exact("/"), page, List.of()));
      return config.withServers(List.of(server.with(server.listens(), locations)));
    } catch (ConfigException e) {
      throw new IllegalStateException("the default configuration is broken", e);
    }
  }

  private RelayConfig withServers(List<VirtualServer> others) {
    return new RelayConfig(
        others,
        maxReservedMemory,
        maxBufferMemory,
        maxConnectionMemory,
        maxChannelsPerAddress,
        groups,
        errorLog,
        workers,
        outline,
        notes);
  }

  /** Returns a copy whose servers all listen at one address, and nowhere else. */
  public RelayConfig listeningOn(Listen listen) {
    return withServers(
        servers.stream()
            .map(
                server -> {
                  boolean http2 = server.listens().stream().anyMatch(Listen::http2);
                  return server.with(List.of(listen.withHttp2(http2)), server.locations());
                })
            .toList());
  }

  /** What has changed since another state of the configuration, in one line. */
  public String changesSince(RelayConfig before) {
    String changes = outline.changesSince(before.outline);
    boolean renewed =
        !servers.stream()
            .map(VirtualServer::tls)
            .toList()
            .equals(before.servers.stream().map(VirtualServer::tls).toList());
    if (changes.isEmpty()) {
      return renewed ? "changed: certificates" : "nothing changed";
    }
    return changes;
  }

  /** The text of the default configuration. */
  public static String defaultText() {
    try (InputStream in =
        RelayConfig.class.getResourceAsStream("/org/pushrelay/server/" + DEFAULT)) {
      if (in == null) {
        throw new IllegalStateException(DEFAULT + " is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@code error_log}.
   *
   * @param file the file; none for the standard error stream
   * @param level the level, in the logging library's words
   */
  public record ErrorLog(Optional<Path> file, String level) {
    /** Warnings and errors, to the standard error stream. */
    public static final ErrorLog DEFAULT = new ErrorLog(Optional.empty(), "WARN");
  }
}
