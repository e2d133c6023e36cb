package org.pushrelay.netty;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.uring.IoUring;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.pushrelay.testkit.ExchangeContract;
import org.pushrelay.testkit.RunningTransport;
import org.pushrelay.testkit.TransportTrait;
import org.pushrelay.transport.ExchangeHandler;

/** The transport contract on io_uring, where the system allows it. */
class NettyIoUringTransportIT implements ExchangeContract {

  @BeforeAll
  static void hasIoUring() {
    assumeTrue(IoUring.isAvailable(), () -> "no io_uring: " + IoUring.unavailabilityCause());
  }

  @Override
  public RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception {
    return RunningNetty.start(
        PushNettyServer.builder().io(EventLoops.Io.IO_URING), mounts, Optional.empty());
  }

  @Override
  public Set<TransportTrait> traits() {
    return EnumSet.allOf(TransportTrait.class);
  }
}
