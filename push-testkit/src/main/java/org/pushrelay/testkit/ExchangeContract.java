package org.pushrelay.testkit;

/**
 * What every transport must do, over real sockets and HTTP/1.1. A test class says how to start and
 * stop the server, and inherits the tests:
 *
 * <pre>{@code
 * class MyTransportIT implements ExchangeContract {
 *   public RunningTransport start(Map<String, ExchangeHandler> mounts) { ... }
 *   public Set<TransportTrait> traits() { return Set.of(TransportTrait.NOTICES_DEPARTURE); }
 * }
 * }</pre>
 *
 * A bug that is found in one transport becomes a line here. The relay behind the server runs on
 * {@link ManualTime}, so nothing times out unless the test says so.
 */
public interface ExchangeContract
    extends DeliveryContract,
        MessageBodyContract,
        RequestFramingContract,
        ChannelIdContract,
        ConnectionContract,
        DepartureContract,
        ShutdownContract,
        StreamContract,
        UpgradeContract,
        WebSocketContract,
        WebSocketOfTheJdkContract,
        PermissionContract,
        BufferContract,
        LoadContract {}
