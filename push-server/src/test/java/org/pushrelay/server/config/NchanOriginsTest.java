package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.Cors.Origins;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;

/** Which origins a location of Nchan's allows, and what is noted about that. */
class NchanOriginsTest {
  private static final String ADD =
      "add: nchan_access_control_allow_origin https://www.example.org;)";

  @TempDir private static Path directory;

  @BeforeAll
  static void writePasswords() throws IOException {
    Files.writeString(directory.resolve("htpasswd"), "me:{PLAIN}secret\n");
  }

  private static RelayConfig parse(String location) throws ConfigException {
    return RelayConfig.parse("relay.conf", location, directory);
  }

  private static Cors cors(String directives) throws ConfigException {
    RelayConfig config = parse("location /a { nchan_channel_id a; " + directives + " }");
    LocationContent content = config.servers().get(0).locations().get(0).settings().content();
    return ((LocationContent.Subscriber) content).config().cors();
  }

  private static List<String> notes(String location) throws ConfigException {
    return parse(location).notes().stream().map(Problem::toString).toList();
  }

  @Test
  void locationWithoutAccessControlIsOpenToEveryOriginAndNoted() throws ConfigException {
    assertThat(cors("nchan_subscriber;")).isEqualTo(Cors.ECHOED_ORIGIN);
    assertThat(cors("nchan_subscriber; auth_basic off;")).isEqualTo(Cors.ECHOED_ORIGIN);
    assertThat(cors("nchan_subscriber; nchan_access_control_allow_credentials off;"))
        .isEqualTo(Cors.ECHOED_ORIGIN.withCredentials(false));
    assertThat(
            notes(
                """
                location /a { nchan_subscriber; nchan_channel_id a; }
                location /b { nchan_publisher; nchan_channel_id a; }
                """))
        .singleElement()
        .asString()
        .startsWith("relay.conf:1: \"nchan_subscriber\" is open to pages of every origin")
        .endsWith(ADD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nchan_authorize_request /auth;",
        "auth_basic members; auth_basic_user_file htpasswd;",
        "allow 127.0.0.1; deny all;",
        "deny 192.0.2.1;"
      })
  void locationWithAccessControlIsClosedAndTheNoteNamesTheLineToAdd(String control)
      throws ConfigException {
    String name = control.substring(0, control.indexOf(' '));

    assertThat(cors("nchan_subscriber; " + control)).isEqualTo(Cors.OFF);
    assertThat(notes("location /a { nchan_channel_id a; nchan_subscriber;\n" + control + " }"))
        .singleElement()
        .asString()
        .startsWith("relay.conf:1: \"nchan_subscriber\" is closed to pages of other origins, since")
        .contains("\"" + name + "\"")
        .endsWith(ADD);
  }

  @Test
  void accessControlOfTheServerClosesItsLocations() throws ConfigException {
    RelayConfig config =
        parse(
            "server { deny 192.0.2.1; location /a { nchan_subscriber; nchan_channel_id a; }"
                + " location /g { nchan_group_location; nchan_channel_group g; } }");
    List<Location> locations = config.servers().get(0).locations();

    assertThat(((LocationContent.Subscriber) locations.get(0).settings().content()).config().cors())
        .isEqualTo(Cors.OFF);
    assertThat(((LocationContent.Group) locations.get(1).settings().content()).config().cors())
        .isEqualTo(Cors.OFF);
    assertThat(config.notes()).hasSize(2);
  }

  @Test
  void requestOriginIsEchoedWithCredentialsUnlessTheyAreSwitchedOff() throws ConfigException {
    String echoed = "nchan_access_control_allow_origin $http_origin; ";

    assertThat(cors("nchan_subscriber; " + echoed)).isEqualTo(Cors.ECHOED_ORIGIN);
    assertThat(cors("nchan_subscriber; nchan_authorize_request /auth; " + echoed))
        .isEqualTo(Cors.ECHOED_ORIGIN);
    assertThat(cors("nchan_subscriber; nchan_access_control_allow_credentials on; " + echoed))
        .isEqualTo(Cors.ECHOED_ORIGIN);
    assertThat(cors("nchan_subscriber; nchan_access_control_allow_credentials off; " + echoed))
        .isEqualTo(Cors.ECHOED_ORIGIN.withCredentials(false));
    assertThat(notes("location /a { nchan_subscriber; nchan_channel_id a; " + echoed + "}"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "capacitor://localhost",
        "ionic://localhost",
        "chrome-extension://abc",
        "file://",
        "example.com"
      })
  void originThatIsNoWebAddressIsTakenAsItIs(String origin) throws ConfigException {
    assertThat(cors("nchan_subscriber; nchan_access_control_allow_origin \"" + origin + "\";"))
        .isEqualTo(Cors.origins(origin).withCredentials(true));
  }

  @Test
  void variablesAreEvaluatedForEachRequest() throws ConfigException {
    assertThat(cors("nchan_subscriber; nchan_access_control_allow_origin http://$host;").origins())
        .isInstanceOf(Origins.PerRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "nhpm"})
  void otherProfilesStayClosedWithoutANote(String profile) throws ConfigException {
    String location =
        "location /a { nchan_subscriber; nchan_channel_id a; push_profile " + profile + "; }";

    assertThat(cors("nchan_subscriber; push_profile " + profile + ";")).isEqualTo(Cors.OFF);
    assertThat(notes(location)).isEmpty();
  }
}
