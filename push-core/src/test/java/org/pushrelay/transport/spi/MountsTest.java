package org.pushrelay.transport.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.PushResponse;

class MountsTest {
  private final ExchangeHandler publisher = exchange -> exchange.respond(PushResponse.of(201));
  private final ExchangeHandler subscriber = exchange -> exchange.respond(PushResponse.of(200));
  private final ExchangeHandler rest = exchange -> exchange.respond(PushResponse.of(404));

  @Test
  void anEndpointGetsItsPathAndWhatLiesBelow() {
    Mounts mounts = Mounts.NONE.with("/pub", publisher).with("/sub/", subscriber);

    assertThat(mounts.find("/pub")).contains(publisher);
    assertThat(mounts.find("/pub/a/b")).contains(publisher);
    assertThat(mounts.find("/sub")).contains(subscriber);
    assertThat(mounts.find("/sub/")).contains(subscriber);
    assertThat(mounts.find("/public")).isEmpty();
    assertThat(mounts.find("/")).isEmpty();
    assertThat(mounts.find("")).isEmpty();
  }

  @Test
  void theClosestPathWinsWhateverTheOrder() {
    Mounts mounts = Mounts.NONE.with("/", rest).with("/a/sub", subscriber).with("/a", publisher);

    assertThat(mounts.find("/a/sub/x")).contains(subscriber);
    assertThat(mounts.find("/a/x")).contains(publisher);
    assertThat(mounts.find("/x")).contains(rest);
    assertThat(mounts.find("/")).contains(rest);
  }

  @Test
  void aPathIsMountedOnceAndBeginsWithASlash() {
    Mounts mounts = Mounts.NONE.with("/pub", publisher);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> mounts.with("/pub/", subscriber))
        .withMessage("path: /pub/ (expected: one that nothing is mounted at yet)");
    assertThatIllegalArgumentException().isThrownBy(() -> mounts.with("pub", subscriber));
    assertThat(mounts.find("/pub")).contains(publisher);
  }
}
