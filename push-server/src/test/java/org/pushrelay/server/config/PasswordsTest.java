package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushrelay.server.text.ConfigException;

class PasswordsTest {
  @TempDir private Path directory;

  private Passwords read(String users) throws IOException, ConfigException {
    Files.writeString(directory.resolve("users"), users);
    String text = "location /a { auth_basic a; auth_basic_user_file users; }";
    return RelayConfig.parse("relay.conf", text, directory)
        .servers()
        .get(0)
        .locations()
        .get(0)
        .settings()
        .auth()
        .orElseThrow()
        .users();
  }

  @Test
  void everySupportedWayOfStoringIsUnderstood() throws Exception {
    Passwords users =
        read(
            """
            # comment

            plain:{PLAIN}secret
            sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=
            ssha:{SSHA}gVK8WC9YyFT1gMsQHTGCgT3sSv5zYWx0
            apr:$apr1$rOioh4Wh$RlCC6EfkvF0SZLBHbae4Q.:ignored
            md5:$1$rOioh4Wh$sY0SXVcVdEfSH.fCM2u8F1
            """);

    assertThat(users.accept("plain", "secret")).isTrue();
    assertThat(users.accept("sha", "secret")).isTrue();
    assertThat(users.accept("ssha", "secret")).isTrue();
    assertThat(users.accept("apr", "myPassword")).isTrue();
    assertThat(users.accept("md5", "myPassword")).isTrue();
    for (String user : new String[] {"plain", "sha", "ssha", "apr", "md5", "nobody", ""}) {
      assertThat(users.accept(user, "wrong")).as(user).isFalse();
      assertThat(users.accept(user, "")).as(user).isFalse();
    }
  }

  @Test
  void otherWaysAreRefusedWithTheirLine() {
    ConfigException refusal =
        catchThrowableOfType(
            ConfigException.class,
            () -> read("a:{PLAIN}a\nb:$2y$05$abcdefghijklmnopqrstuv\nc:{SHA}x\nd\n"));

    Path file = directory.resolve("users");
    String reason =
        "is stored in a way that is not supported (expected: $apr1$, as \"htpasswd -m\" writes it,"
            + " {SSHA}, {SHA} or {PLAIN})";
    assertThat(refusal)
        .hasMessage(
            "%s:2: the password of \"b\" %s\n%s:3: the password of \"c\" %s\n%s:4: no user here (expected: name:password)",
            file, reason, file, reason, file);
  }
}
