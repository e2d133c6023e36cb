package org.pushrelay.testkit;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pushrelay.transport.ExchangeHandler;

/**
 * What the test class of a transport has to say about it; the parts of {@link ExchangeContract} ask
 * here.
 */
@SuppressWarnings("exports") // only JUnit creates and uses the extension
@ExtendWith(RelayUnderTestExtension.class)
public interface TransportContract {

  /**
   * Starts a server on 127.0.0.1 and a free port, with error pages that show nothing of its inside,
   * as a careful operator would. It is called once per test class.
   *
   * @param mounts the endpoints by path: each gets all requests for its path and for what lies
   *     below it, as {@code /pub} and {@code /pub/a}
   */
  RunningTransport start(Map<String, ExchangeHandler> mounts) throws Exception;

  /** What the transport can do. */
  Set<TransportTrait> traits();
}
