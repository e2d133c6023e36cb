package org.pushrelay.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.PushEngine;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.testkit.InMemoryExchange;
import org.pushrelay.testkit.ManualTime;
import org.pushrelay.transport.ExchangeHandler;

/** Channel ids above the limit: two that begin alike are one channel only where that was asked. */
class LongChannelIdTest {
  private static final int DEFAULT_LIMIT = ChannelNaming.DEFAULT.maxLength();

  private final ManualTime time = new ManualTime();
  private final PushEngine engine = PushEngine.builder().time(time, time).build();

  private enum Profile {
    NHPM(WireProfile.NHPM),
    NCHAN(WireProfile.NCHAN),
    STANDARD(WireProfile.STANDARD);

    private final WireProfile wire;

    Profile(WireProfile wire) {
      this.wire = wire;
    }
  }

  private int publish(Profile profile, ChannelNaming naming, String id) {
    return ask(
        engine.publisher(p -> p.profile(profile.wire).naming(naming)),
        InMemoryExchange.request("POST", "/pub?id=" + id).body("m"));
  }

  private int subscribe(Profile profile, ChannelNaming naming, String id) {
    return ask(
        engine.subscriber(s -> s.profile(profile.wire).naming(naming)),
        InMemoryExchange.request("GET", "/sub?id=" + id));
  }

  private static int ask(ExchangeHandler endpoint, InMemoryExchange.Builder request) {
    InMemoryExchange exchange = request.build();
    endpoint.handle(exchange);
    return exchange.response().status();
  }

  @ParameterizedTest
  @CsvSource({"NHPM, 414", "NCHAN, 403", "STANDARD, 414"})
  void idOverTheDefaultLimitIsRefusedAndNothingIsStored(Profile profile, int status) {
    for (String end : new String[] {"a", "b", "x".repeat(3 * DEFAULT_LIMIT)}) {
      String id = "x".repeat(DEFAULT_LIMIT) + end;

      assertThat(publish(profile, ChannelNaming.DEFAULT, id)).isEqualTo(status);
      assertThat(subscribe(profile, ChannelNaming.DEFAULT, id)).isEqualTo(status);
    }
    assertThat(engine.channels()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"NHPM", "NCHAN", "STANDARD"})
  void idAsLongAsTheDefaultLimitIsServed(Profile profile) {
    String id = "x".repeat(DEFAULT_LIMIT);

    assertThat(publish(profile, ChannelNaming.DEFAULT, id)).isEqualTo(202);
    assertThat(subscribe(profile, ChannelNaming.DEFAULT, id)).isEqualTo(200);
  }

  @Test
  void idIsCutToALimitThatWasSetInTheNhpmProfile() {
    for (int limit : new int[] {8, DEFAULT_LIMIT}) {
      ChannelNaming limited = ChannelNaming.DEFAULT.withMaxLength(limit).withGroup("g" + limit);
      String id = "x".repeat(limit);

      assertThat(publish(Profile.NHPM, limited, id + "a")).isEqualTo(202);
      assertThat(subscribe(Profile.NHPM, limited, id + "b")).isEqualTo(200);
      assertThat(engine.channels()).contains(new ChannelId("g" + limit, id));
    }
  }

  @ParameterizedTest
  @CsvSource({"NCHAN, 403", "STANDARD, 414"})
  void idOverALimitThatWasSetIsRefusedInOtherProfiles(Profile profile, int status) {
    ChannelNaming limited = ChannelNaming.DEFAULT.withMaxLength(8);

    assertThat(publish(profile, limited, "x".repeat(9))).isEqualTo(status);
    assertThat(subscribe(profile, limited, "x".repeat(9))).isEqualTo(status);
    assertThat(engine.channels()).isEmpty();
  }
}
