package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.PushEngine;
import org.pushrelay.server.access.PasswordChecks;
import org.pushrelay.server.config.RelayConfig;
import org.pushrelay.server.text.ConfigException;

class VirtualHostsTest {
  @AutoClose private final PushEngine engine = PushEngine.create();
  private VirtualHosts servers;

  @BeforeEach
  void parse() throws ConfigException {
    String text =
        """
        server { server_name first; }
        server { server_name exact.example.com second; }
        server { server_name third *.example.com; }
        server { server_name fourth *.sub.example.com; }
        server { server_name fifth www.example.*; }
        server { server_name sixth ~^www\\d+\\.; }
        server { server_name seventh ~^www1\\.; }
        server { server_name eighth .example.org; }
        server { server_name "" ninth; }
        """;
    List<ServerHandler> running =
        RelayConfig.parse("relay.conf", text, Path.of("")).servers().stream()
            .map(
                server ->
                    new ServerHandler(
                        server,
                        engine,
                        (settings, inner) ->
                            new LocationHandler(
                                settings,
                                List.of(),
                                exchange -> {},
                                null,
                                null,
                                new PasswordChecks(),
                                List.of())))
            .toList();
    servers = new VirtualHosts(running, running.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "first, first",
    "second, second",
    "SECOND, second",
    "exact.example.com, second",
    "exact.example.com., second",
    "other.example.com, third",
    "a.b.example.com, third",
    "a.sub.example.com, fourth",
    "example.com, first",
    "www.example.com, third",
    "www.example.net, fifth",
    "www1.test, sixth",
    "www22.test, sixth",
    "example.org, eighth",
    "a.example.org, eighth",
    "unknown, first",
    "10.0.0.1, first"
  })
  void theServerIsTheOneNginxWouldTake(String host, String server) {
    assertThat(servers.find(host).config().names().toString()).contains(server);
  }

  @Test
  void aClientThatNamesNoHostGetsTheServerWithoutAName() {
    assertThat(servers.find("").context().serverName()).isEmpty();
    assertThat(servers.find("").config().names()).hasSize(2);
  }
}
