package org.pushrelay.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a page of another site cannot publish in the name of a user whom the browser knows. */
@Timeout(60)
class CrossSiteTest {
  private static final String PASSWORD =
      "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(UTF_8));

  private RelayUnderTest relay;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("users"), "ann:{PLAIN}secret\n");
    relay =
        RelayUnderTest.of(
            """
            server {
              listen 127.0.0.1:0;
              location = /yes { internal; return 200; }
              location = /open { nchan_publisher; nchan_channel_id $arg_id; }
              location = /password {
                nchan_publisher; nchan_channel_id x;
                auth_basic "push"; auth_basic_user_file users;
              }
              location = /address {
                push_publisher; set $push_channel_id x;
                allow 127.0.0.1; deny all;
              }
              location = /hook { nchan_pubsub; nchan_channel_id x; nchan_authorize_request /yes; }
              location = /allowed {
                nchan_publisher; nchan_channel_id x;
                nchan_access_control_allow_origin http://friend.example;
                allow 127.0.0.1; deny all;
              }
              location = /group {
                nchan_group_location; nchan_channel_group g;
                allow 127.0.0.1; deny all;
              }
              location = /grouped {
                nchan_publisher; nchan_channel_id x; nchan_channel_group $arg_g;
              }
              location = /reserved { nchan_pubsub; nchan_channel_id x; nchan_channel_group meta; }
              location = /old {
                push_publisher; set $push_channel_id x; push_channel_group meta;
              }
            }
            """,
            directory);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private HttpResponse<String> form(String internalTarget, String site, String origin) {
    return relay.post(
        internalTarget,
        "forged=1",
        "Sec-Fetch-Site",
        site,
        "Origin",
        origin,
        "Content-Type",
        "text/plain",
        "Authorization",
        PASSWORD);
  }

  @ParameterizedTest
  @CsvSource({"/password", "/address", "/hook", "/allowed", "/group"})
  void formOfAnotherSiteIsForbiddenWhereClientsAreChecked(String internalTarget) {
    for (String origin : new String[] {"http://evil.example", "null"}) {
      HttpResponse<String> refused = form(internalTarget, "cross-site", origin);

      assertThat(refused.statusCode()).as(origin).isEqualTo(403);
      assertThat(refused.body()).as(origin).isNotEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"/password", "/address", "/hook"})
  void formOfTheSameSiteAndCallOfAProgramArePublished(String internalTarget) {
    assertThat(form(internalTarget, "same-origin", relay.base().toString()).statusCode())
        .isBetween(200, 299);
    assertThat(relay.post(internalTarget, "x", "Authorization", PASSWORD).statusCode())
        .isBetween(200, 299);
  }

  @Test
  void formOfAnOriginThatIsAllowedIsPublished() {
    assertThat(form("/allowed", "cross-site", "http://friend.example").statusCode())
        .isBetween(200, 299);
  }

  @Test
  void formOfAnotherSiteIsPublishedWhereAllClientsMay() {
    assertThat(form("/open?id=x", "cross-site", "http://evil.example").statusCode())
        .isBetween(200, 299);
  }

  @ParameterizedTest
  @CsvSource({"/grouped?g=meta", "/reserved", "/old"})
  void groupOfTheRelaysEventsTakesNoPublishers(String internalTarget) {
    assertThat(relay.post(internalTarget, "forged event").statusCode()).isEqualTo(403);
    assertThat(relay.post("/grouped?g=other", "message").statusCode()).isEqualTo(202);
  }
}
