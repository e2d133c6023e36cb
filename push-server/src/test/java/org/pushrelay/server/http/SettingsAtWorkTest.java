package org.pushrelay.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings that no other test is about, each seen from outside. */
@Timeout(60)
class SettingsAtWorkTest {
  /** A server with these locations. */
  private static RelayUnderTest serving(String locations) {
    return RelayUnderTest.of("server { listen 127.0.0.1:0; " + locations + " }");
  }

  @ParameterizedTest
  @CsvSource({
    "nchan_publisher_location; nchan_pub_channel_id a, nchan_subscriber_location; nchan_sub_channel_id a",
    "nchan_publisher; nchan_publisher_channel_id a, nchan_subscriber; nchan_subscriber_channel_id a",
    "nchan_pubsub_location; nchan_pubsub_channel_id a, nchan_pubsub; nchan_channel_id a",
  })
  void directivesHaveOtherNames(String publishing, String subscribing) {
    try (RelayUnderTest relay =
        serving("location = /pub {" + publishing + "; } location = /sub {" + subscribing + "; }")) {
      assertThat(relay.post("/pub", "hello").statusCode()).isEqualTo(202);

      assertThat(relay.get("/sub").body()).isEqualTo("hello");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nchan_store_messages on, 2",
    "nchan_store_messages off, 0",
    "nchan_message_max_buffer_length 1, 1",
    "nchan_message_buffer_length 1, 1",
  })
  void configuredNumberOfMessagesIsKept(String setting, int kept) {
    try (RelayUnderTest relay =
        serving("location = /pub { nchan_publisher; nchan_channel_id a; " + setting + "; }")) {
      relay.post("/pub", "first");

      assertThat(relay.post("/pub", "second").body()).contains("queued messages: " + kept + "\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nchan_group_max_channels 7, max channels: 7",
    "nchan_group_max_subscribers 7, max subscribers: 7",
    "nchan_group_max_messages 7, max messages: 7",
    "nchan_group_max_messages_memory 7k, max messages shared memory: 7168",
    "nchan_group_max_messages_disk 7m, max messages disk space: 7340032",
  })
  void aGroupHasLimits(String setting, String told) {
    try (RelayUnderTest relay =
        serving(
            "nchan_channel_group g; location = /pub { nchan_publisher; nchan_channel_id a;"
                + " nchan_channel_group_accounting on; "
                + setting
                + "; } location = /group { nchan_group_location; }")) {
      assertThat(relay.get("/group").body()).contains("  " + told + "\r\n");
    }
  }

  @Test
  void anEventStreamIsPinged() throws Exception {
    try (RelayUnderTest relay =
            serving(
                "location = /sub { nchan_subscriber; nchan_channel_id a;"
                    + " nchan_eventsource_ping_interval 1s; nchan_eventsource_ping_event beat;"
                    + " nchan_eventsource_ping_data here; }");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(relay.events("/sub"), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (!line.equals("event: beat")) {
        line = lines.readLine();
      }

      assertThat(lines.readLine()).isEqualTo("data: here");
    }
  }

  @ParameterizedTest
  @CsvSource({"on, true", "off, false"})
  void cachesAreToldOfGzip(String setting, boolean told) {
    try (RelayUnderTest relay =
        serving(
            "location = /text { gzip on; gzip_min_length 1; gzip_types text/plain; gzip_vary "
                + setting
                + "; return 200 'some text that is long enough to be packed'; }")) {
      HttpResponse<String> response = relay.get("/text", "Accept-Encoding", "gzip");

      assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(response.headers().allValues("Vary").contains("Accept-Encoding")).isEqualTo(told);
    }
  }

  @ParameterizedTest
  @CsvSource({"on, 192.0.2.7", "off, 127.0.0.9"})
  void furtherProxiesMayBeTrusted(String setting, String client) {
    try (RelayUnderTest relay =
        serving(
            "set_real_ip_from 127.0.0.0/8; real_ip_header X-Forwarded-For; real_ip_recursive "
                + setting
                + "; location = /who { return 200 $remote_addr; }")) {
      assertThat(relay.get("/who", "X-Forwarded-For", "192.0.2.7, 127.0.0.9").body())
          .isEqualTo(client);
    }
  }

  /** The application is the relay itself, by another location. */
  @ParameterizedTest
  @CsvSource({"on, please", "off, ''"})
  void theClientsFieldsGoAlong(String setting, String heard) {
    String heardBy = "location = /heard { return 200 \"$http_x_word\"; }";
    try (RelayUnderTest application = serving(heardBy);
        RelayUnderTest relay =
            serving(
                "location = /ask { proxy_connect_timeout 1s; proxy_pass http://"
                    + application.base().getAuthority()
                    + "/heard; proxy_pass_request_headers "
                    + setting
                    + "; }")) {
      assertThat(relay.get("/ask", "X-Word", "please").body()).isEqualTo(heard);
    }
  }
}
