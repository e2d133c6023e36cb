package org.pushrelay.protocol;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.GroupInfo;
import org.pushrelay.channel.PublishResult;
import org.pushrelay.message.MessageBody;
import org.pushrelay.message.MessageId;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.subscriber.EndReason;
import org.pushrelay.time.Jitter;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.pushrelay.websocket.Handshake;

/**
 * Responses of polls and publishers that carry no message, each with a name. The reasons with which
 * streams and WebSockets end are in {@link StreamEndStatus} and {@link WebSockets}, and a failure
 * inside an endpoint is a plain 500.
 */
final class Responses {
  private static final PushResponse NOT_MODIFIED = PushResponse.of(304);

  /** For proxies that would rather collect what is sent than pass it on (nginx). */
  static final Header UNBUFFERED = new Header("X-Accel-Buffering", "no");

  static final Header NO_SNIFFING = new Header("X-Content-Type-Options", "nosniff");
  private static final Set<String> NCHANS_METHODS = Set.of("GET", "POST", "PUT", "DELETE");
  private static final Header PLAIN_TEXT = new Header("Content-Type", "text/plain");
  private static final Header UPGRADE = new Header("Upgrade", "websocket");
  private static final Header WEB_SOCKET_VERSION =
      new Header("Sec-WebSocket-Version", Handshake.VERSION);

  private static final String UPGRADE_REQUIRED =
      """
      This request has a Sec-WebSocket-Key, but does not ask for a WebSocket: "Upgrade: websocket"
      and "Connection: Upgrade" did not arrive over HTTP/1.1. A proxy has to be told to pass them on.

      nginx, in the location that has the proxy_pass:
          proxy_http_version 1.1;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection "upgrade";

      Apache httpd from 2.4.47 on:
          ProxyPass "/" "http://RELAY:PORT/" upgrade=websocket
      """;

  /** How many seconds clients are spread over when they have to come back. */
  private static final int RETRY_WITHIN = 15;

  private final WireProfile profile;
  private final Jitter jitter;

  Responses(WireProfile profile, Jitter jitter) {
    this.profile = profile;
    this.jitter = jitter;
  }

  PushResponse noChannelId() {
    return text(404, "No channel id provided.");
  }

  PushResponse channelIdTooLong(int limit) {
    return refusal(
        profile.has(Trait.LONG_IDS_FORBIDDEN) ? 403 : 414,
        "The channel id is longer than " + limit + " bytes.");
  }

  /**
   * The endpoint does not offer this way to subscribe. The client works and the configuration lacks
   * a line, so the response names that line in every profile.
   */
  PushResponse noSuchKind(SubscriberKind asked) {
    return text(
        asked == SubscriberKind.EVENT_STREAM ? 406 : 403,
        "Subscribing by "
            + asked.label()
            + " is not offered here. A location of the server offers it with the lines"
            + " \"nchan_subscriber "
            + asked.label()
            + "; nchan_channel_id $arg_id;\", an endpoint in Java with SubscriberConfig.withKinds.");
  }

  /** Not on this server, or not on this connection. */
  PushResponse noUpgrade() {
    return refusal(
        403, "WebSockets are not possible here: the server lets no such request leave HTTP.");
  }

  /** Tells the operator of a proxy how to let the handshake of a WebSocket through. */
  PushResponse upgradeRequired(PushRequest request) {
    PushResponse response = text(426, UPGRADE_REQUIRED);
    // HTTP/2 has no such field (RFC 9113, 8.2.2)
    return request.protocol().startsWith("HTTP/1.")
        ? response.with(List.of(UPGRADE, WEB_SOCKET_VERSION))
        : response.with(List.of(WEB_SOCKET_VERSION));
  }

  PushResponse noSuchPublisherKind() {
    return refusal(403, "This way to publish is not allowed here.");
  }

  /** Why a WebSocket does not begin; where Nchan has words for it, in Nchan's words. */
  PushResponse handshakeRefused(Handshake.Refused reason) {
    return switch (reason) {
      case NO_KEY -> refusal(400, "No Sec-Websocket-Key header present");
      case NO_VERSION -> otherWebSocketVersion("No Sec-Websocket-Version header present");
      case OTHER_VERSION ->
          otherWebSocketVersion(
              "Unsupported websocket protocol version (only version 13 is supported)");
      case MALFORMED -> refusal(400, "The handshake of the WebSocket is malformed.");
      case CLIENT_WINDOW ->
          refusal(400, "invalid client_max_window_bits permessage-deflate setting");
      case SERVER_WINDOW ->
          refusal(400, "invalid server_max_window_bits permessage-deflate setting");
      case SMALL_SERVER_WINDOW ->
          refusal(400, "server_max_window_bits perframe-deflate is too small");
      case FRAME_WINDOW -> refusal(400, "invalid max_window_bits perframe-deflate setting");
      case SMALL_FRAME_WINDOW -> refusal(400, "max_window_bits perframe-deflate is too small");
    };
  }

  private PushResponse otherWebSocketVersion(String reason) {
    return profile.has(Trait.LENIENT_HANDSHAKES)
        ? refusal(400, reason).with(List.of(WEB_SOCKET_VERSION))
        : refusal(426, reason).with(List.of(UPGRADE, WEB_SOCKET_VERSION));
  }

  PushResponse otherOrigin() {
    return refusal(403, "Pages of this origin are not allowed here.");
  }

  PushResponse originRefused(Cors cors, PushRequest request) {
    return otherOrigin().with(cors.headersOfRefusal(request));
  }

  /** Whether a request is refused for the page that it comes from. */
  boolean refusesOrigin(Cors cors, PushRequest request) {
    return profile.has(Trait.REFUSES_ORIGINS) && cors.refuses(request);
  }

  PushResponse groupReserved() {
    return refusal(
        403,
        "The channel group \"" + MetaEventConfig.GROUP + "\" is for events of the relay only.");
  }

  /** A page of another site has sent the request, and not the user ({@link Cors#isForged}). */
  static PushResponse forged() {
    return text(403, "Pages of other sites may not do this.");
  }

  PushResponse tooManyChannels(int limit) {
    return refusal(403, "More than " + limit + " channels were asked for.");
  }

  PushResponse badRequest(String reason) {
    return refusal(400, reason);
  }

  PushResponse noSuchChannel() {
    return refusal(404, "There is no such channel.");
  }

  PushResponse methodNotAllowed(String allowed) {
    return refusal(405, "Allowed here: " + allowed + ".")
        .with(List.of(new Header("Allow", allowed)));
  }

  /**
   * Returns the response to a method that is not allowed: 403 if the profile forbids it, otherwise
   * 405.
   */
  PushResponse notAllowed(String method, String allowed) {
    return NCHANS_METHODS.contains(method) && profile.has(Trait.METHODS_FORBIDDEN)
        ? refusal(403, "Allowed here: " + allowed + ".")
        : methodNotAllowed(allowed);
  }

  PushResponse unreadableId() {
    return refusal(
        400,
        profile.has(Trait.NCHAN_WORDS)
            ? "Message ID invalid"
            : "Message ID invalid: If-Modified-Since and If-None-Match, or the last event id,"
                + " cannot be read.");
  }

  /** The request says how its messages are kept, and not in a way that makes sense. */
  PushResponse unusableBuffer(IllegalArgumentException reason) {
    return refusal(profile.has(Trait.NCHAN_WORDS) ? 403 : 400, String.valueOf(reason.getMessage()));
  }

  PushResponse keyTooLong(int limit) {
    return refusal(400, "The Idempotency-Key is longer than " + limit + " characters.");
  }

  PushResponse keyUsed() {
    return refusal(422, "The Idempotency-Key was used for another message before.");
  }

  PushResponse tooLarge(long limit) {
    return refusal(413, "The message is longer than " + limit + " bytes.").closing();
  }

  /** No memory to receive the body with. */
  PushResponse noRoomForBody() {
    return retryLater("The relay has no memory left to receive it; nothing was stored.").closing();
  }

  /** The memory for connections is nearly used up; what is left is for short requests. */
  PushResponse noMemoryToHold() {
    return retryLater("The relay has no memory left to hold the request.").closing();
  }

  /** No room for the message, or for one more channel. */
  PushResponse insufficientStorage() {
    return refusal(507, "There is no room for it; nothing was stored. Try again later.");
  }

  /** Why a message was neither kept nor delivered. */
  PushResponse refused(PublishResult.Refused reason) {
    return switch (reason) {
      case NO_ROOM -> insufficientStorage();
      case GROUP_CHANNELS -> groupFull("number of channels");
      case GROUP_MESSAGES -> groupFull("number of messages");
      case GROUP_MEMORY -> groupFull("memory used by messages");
      case GROUP_DISK -> groupFull("disk space used by messages");
      case DRAINING -> draining();
    };
  }

  private PushResponse groupFull(String what) {
    return refusal(403, "Group limit reached for " + what + ".");
  }

  PushResponse noGroup() {
    return refusal(400, "No group specified");
  }

  PushResponse groupNotCounted() {
    return refusal(403, "Channel group accounting is disabled.");
  }

  PushResponse unreadableLimit(GroupConfig.Limit limit) {
    return refusal(
        profile.has(Trait.NCHAN_WORDS) ? 403 : 400,
        "invalid nchan_group_max_" + limit.label() + " value");
  }

  /** What can be said of a group. */
  PushResponse info(GroupInfo group, AcceptedFormat accepted) {
    return PushResponse.of(
        200,
        List.of(contentType(accepted)),
        MessageBody.utf8(GroupInfoFormat.write(group, accepted.format())));
  }

  PushResponse storeFailed() {
    return retryLater("The store is out of order; nothing was stored.");
  }

  /** The application was asked, and gave no response that counts. */
  PushResponse hookFailed() {
    return refusal(502, "The application could not be asked; nothing was done.");
  }

  /** The application was asked, and does not answer. */
  PushResponse hookTooSlow() {
    return refusal(504, "The application did not answer in time; nothing was done.");
  }

  PushResponse draining() {
    return retryLater("The relay is shutting down.").closing();
  }

  private PushResponse retryLater(String reason) {
    Header retry = new Header("Retry-After", Integer.toString(jitter.seconds(RETRY_WITHIN)));
    return refusal(503, reason).with(List.of(retry));
  }

  /** Returns the response that ends a poll for the given reason. */
  PushResponse endOfPoll(EndReason reason) {
    return endOfPoll(end(reason));
  }

  /** Returns the response that ends a poll, in the form that a polling client gets. */
  PushResponse endOfPoll(PushResponse end) {
    return profile.has(Trait.VARIED_ENDS) ? end.with(List.of(MessageResponses.VARY)) : end;
  }

  /** What a subscriber gets instead of a message. */
  PushResponse end(EndReason reason) {
    return switch (reason) {
      case TIMEOUT ->
          profile.has(Trait.TIMEOUT_408)
              ? text(408, "Nothing was published in time.")
              : NOT_MODIFIED;
      case REPLACED -> refusal(409, "Another subscriber has taken the place.");
      case CONFLICT -> refusal(409, "Another subscriber is waiting already.");
      case TOO_MANY_SUBSCRIBERS -> refusal(403, "As many subscribers as may are waiting.");
      case GROUP_SUBSCRIBERS -> groupFull("number of subscribers");
      case GROUP_CHANNELS -> groupFull("number of channels");
      case NO_SUCH_CHANNEL ->
          refusal(403, "There is no such channel, and subscribers may not create it.");
      case CHANNEL_DELETED -> refusal(410, "The channel was deleted.");
      case NO_ROOM -> insufficientStorage();
      case STORE_FAILED -> storeFailed();
      case TOO_SLOW -> refusal(429, "The subscriber does not keep up.");
      case EXPIRED -> refusal(403, "The permission has expired.");
      case REVOKED -> refusal(403, "The permission was revoked.");
      case DRAINING ->
          profile.has(Trait.DRAINS_WITH_503) ? draining() : PushResponse.of(304).closing();
    };
  }

  /**
   * What can be said of a channel; of several channels together: the sums, and the ids one behind
   * the other.
   *
   * @param infos one at least
   */
  PushResponse info(int status, List<ChannelInfo> infos, AcceptedFormat accepted) {
    return info(status, sum(infos), newest(infos), accepted);
  }

  /** What a publisher is told of a channel: who was there for the message, or who is there yet. */
  ChannelInfo channel(PublishResult.Accepted published) {
    ChannelInfo after = published.channel();
    return profile.has(Trait.COUNTS_THE_TOLD)
        ? new ChannelInfo(
            after.messages(), published.told(), after.sinceRequest(), after.age(), after.newest())
        : after;
  }

  /** Returns the channel info as text, for a client whose response does not go over HTTP. */
  String info(List<ChannelInfo> infos, AcceptedFormat accepted) {
    return text(sum(infos), newest(infos), accepted);
  }

  private static String newest(List<ChannelInfo> infos) {
    return infos.size() == 1
        ? newest(infos.get(0))
        : infos.stream().map(Responses::newest).collect(Collectors.joining(","));
  }

  private static String newest(ChannelInfo info) {
    return info.newest().map(MessageId::toString).orElse("0:0");
  }

  private static ChannelInfo sum(List<ChannelInfo> infos) {
    if (infos.size() == 1) {
      return infos.get(0);
    }
    return new ChannelInfo(
        infos.stream().mapToInt(ChannelInfo::messages).sum(),
        infos.stream().mapToInt(ChannelInfo::subscribers).sum(),
        infos.stream().flatMap(info -> info.sinceRequest().stream()).min(Comparator.naturalOrder()),
        infos.stream().map(ChannelInfo::age).max(Comparator.naturalOrder()).orElseThrow(),
        Optional.empty());
  }

  private PushResponse info(int status, ChannelInfo info, String newest, AcceptedFormat accepted) {
    return PushResponse.of(
        status, List.of(contentType(accepted)), MessageBody.utf8(text(info, newest, accepted)));
  }

  private Header contentType(AcceptedFormat accepted) {
    return new Header(
        "Content-Type",
        profile.has(Trait.TEXT_TYPES) ? accepted.format().mediaType() : accepted.mediaType());
  }

  private String text(ChannelInfo info, String newest, AcceptedFormat accepted) {
    long requested =
        info.sinceRequest()
            .map(since -> since.toSeconds())
            .orElse(profile.has(Trait.AGE_AS_REQUEST) ? info.age().toSeconds() : -1);
    return profile.has(Trait.INFO_WITH_ID)
        ? accepted.format().write(info.messages(), requested, info.subscribers(), newest)
        : accepted.format().write(info.messages(), requested, info.subscribers());
  }

  /** OPTIONS, for clients and for the preflights of browsers. */
  PushResponse options(String methods, String headers, Cors cors, PushRequest request) {
    if (profile.has(Trait.PREFLIGHTS_FOR_ALL)) {
      return PushResponse.of(
          200,
          new Header("Access-Control-Allow-Origin", "*"),
          new Header("Access-Control-Allow-Headers", headers),
          new Header("Access-Control-Allow-Methods", methods));
    }
    // Nchan does not name the method that is asked with
    String named =
        profile.has(Trait.NCHAN_PREFLIGHTS) ? methods.replaceFirst("(, )?OPTIONS$", "") : methods;
    PushResponse response =
        PushResponse.of(200, new Header("Allow", named)).with(cors.headers(request));
    if (response.header("Access-Control-Allow-Origin").isEmpty()) {
      return response;
    }
    return response.with(
        List.of(
            new Header("Access-Control-Allow-Headers", headers),
            new Header("Access-Control-Allow-Methods", named)));
  }

  private PushResponse refusal(int status, String reason) {
    return profile.has(Trait.REASONS) ? text(status, reason) : PushResponse.of(status);
  }

  private static PushResponse text(int status, String text) {
    return PushResponse.of(status, List.of(PLAIN_TEXT), MessageBody.utf8(text));
  }
}
