package org.pushrelay.protocol;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.pushrelay.hook.AuthDecision;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.time.Cancellable;
import org.pushrelay.time.Timers;
import org.pushrelay.transport.BufferBudget;
import org.pushrelay.transport.Exchange;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.websocket.CloseCode;
import org.pushrelay.websocket.Frames;
import org.pushrelay.websocket.Handshake;
import org.pushrelay.websocket.Opcode;
import org.pushrelay.websocket.WebSocketConnection;
import org.pushrelay.websocket.WebSocketListener;

/** How the WebSockets of one endpoint begin and end. */
final class WebSockets {
  private final WebSocketConfig config;
  private final WireProfile profile;
  private final Cors cors;
  private final Responses responses;
  private final Timers timers;
  private final BufferBudget budget;
  private final WebSocketFrames frames;

  WebSockets(
      WebSocketConfig config,
      WireProfile profile,
      Cors cors,
      Responses responses,
      EndpointContext relay) {
    this.config = config;
    this.profile = profile;
    this.cors = cors;
    this.responses = responses;
    this.timers = relay.timers();
    this.budget = relay.budget();
    this.frames = new WebSocketFrames(config, profile);
  }

  BufferBudget budget() {
    return budget;
  }

  WebSocketFrames frames() {
    return frames;
  }

  Responses responses() {
    return responses;
  }

  /** Does something as soon as possible, in a thread of the timers: never within this call. */
  void soon(Runnable action) {
    Cancellable unused = timers.schedule(0, action);
  }

  /** Does something when the client should be asked whether it is there. */
  Cancellable afterPingInterval(Runnable action) {
    return config.pingInterval().isZero()
        ? Cancellable.NOTHING
        : timers.schedule(TimeUnit.NANOSECONDS.convert(config.pingInterval()), action);
  }

  /** What a request for a WebSocket comes to. */
  sealed interface Opening {
    /** It may begin. */
    record Granted(Handshake.Accepted handshake) implements Opening {}

    /** It may not, and this is the response. */
    record Refused(PushResponse response) implements Opening {}
  }

  /** Where the client's messages go. */
  sealed interface Inbox {
    /** Here. */
    record Found(WebSocketInbox inbox) implements Inbox {}

    /** Here, if the application says that the client may publish. */
    record Guarded(WebSocketInbox inbox, Supplier<CompletableFuture<AuthDecision>> question)
        implements Inbox {}

    /** Nowhere, and this is the response to the handshake. */
    record Refused(PushResponse response) implements Inbox {}
  }

  /**
   * Looks at a GET.
   *
   * @param offersMeta whether messages may come with what describes them
   */
  Opening opening(Exchange exchange, boolean offersMeta) {
    PushRequest request = exchange.request();
    Handshake handshake =
        Handshake.of(
            request,
            new Handshake.Terms(offersMeta, compression(), profile.has(Trait.LENIENT_HANDSHAKES)));
    if (handshake instanceof Handshake.Refused refused) {
      return new Opening.Refused(responses.handshakeRefused(refused));
    }
    Handshake.Accepted accepted = (Handshake.Accepted) handshake;
    if (!cors.allowsWebSocket(request)) {
      return new Opening.Refused(responses.otherOrigin());
    }
    if (!exchange.mayBeHeld()) {
      return new Opening.Refused(responses.noMemoryToHold());
    }
    // the request is fine, but came where HTTP cannot be left
    return exchange.canUpgrade()
        ? new Opening.Granted(accepted)
        : new Opening.Refused(responses.noUpgrade());
  }

  private Handshake.Compression compression() {
    if (profile.has(Trait.PUBLISHER_DEFLATES)) {
      return Handshake.Compression.AS_NCHAN;
    }
    return config.deflates() ? Handshake.Compression.PER_MESSAGE : Handshake.Compression.NONE;
  }

  WebSocketConnection connection(
      Handshake.Accepted handshake, long maxMessage, WebSocketListener listener) {
    return new WebSocketConnection(maxMessage, handshake.deflate(), budget, timers, listener);
  }

  /** Whether it is a heartbeat of the client's; then it is answered. */
  boolean answerHeartbeat(WebSocketConnection connection, Opcode kind, MessageBody body) {
    Optional<WebSocketConfig.ClientHeartbeat> heartbeat = config.clientHeartbeat();
    if (heartbeat.isEmpty()
        || kind != Opcode.TEXT
        || !body.utf8().equals(heartbeat.get().question())) {
      return false;
    }
    connection.reply(Frames.of(Opcode.TEXT, MessageBody.utf8(heartbeat.get().response())));
    return true;
  }

  /** Says as its end what would have been the response to its handshake. */
  void close(WebSocketConnection connection, PushResponse response) {
    int code =
        switch (response.status()) {
          case 409, 410 -> CloseCode.GOING_AWAY;
          case 429, 503, 507 -> CloseCode.TRY_LATER;
          default -> response.status() < 500 ? CloseCode.POLICY : CloseCode.FAILED;
        };
    connection.close(code, StreamEndStatus.of(response.status()).toString());
  }

  /** Says why there is no more. */
  void close(WebSocketConnection connection, EndReason reason) {
    int code =
        switch (reason) {
          case TIMEOUT -> CloseCode.NORMAL;
          case REPLACED, CONFLICT, CHANNEL_DELETED -> CloseCode.GOING_AWAY;
          case TOO_MANY_SUBSCRIBERS,
              GROUP_SUBSCRIBERS,
              GROUP_CHANNELS,
              NO_SUCH_CHANNEL,
              EXPIRED,
              REVOKED ->
              CloseCode.POLICY;
          case TOO_SLOW, NO_ROOM -> CloseCode.TRY_LATER;
          case STORE_FAILED -> CloseCode.FAILED;
          case DRAINING -> CloseCode.RESTART;
        };
    connection.close(code, closeReason(reason));
  }

  /** Nchan says the code of a timeout twice, and its clients may know it by that. */
  private String closeReason(EndReason reason) {
    String words = StreamEndStatus.of(reason, profile).toString();
    return reason == EndReason.TIMEOUT && profile.has(Trait.NCHAN_WORDS) ? "408 " + words : words;
  }
}
