package org.pushrelay.hook;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.QueryArguments;

/**
 * A request for access to one channel or to several, as a hook sees it. It is a copy, so that it
 * can be read after the request is gone. Immutable.
 *
 * @param role what the client wants
 * @param kind how the client publishes or subscribes, in the words of Nchan: {@code longpoll},
 *     {@code intervalpoll}, {@code eventsource}, {@code websocket}, {@code http}, ...
 * @param channels the channels that the request addresses, at least one
 * @param messageId the cursor of a subscriber, as {@code TIME:TAG}; empty if the request gives
 *     none, or the client publishes
 * @param method the request's method
 * @param path the request's path, percent-encoded as it came
 * @param query the request's query, percent-encoded as it came; empty without one
 * @param headers those header fields that the hooks asked for ({@link Hooks#headers})
 * @param remoteAddress the address of the client's end of the connection
 * @param context what the program in front of the endpoint keeps of the request ({@link
 *     PushRequest#context}): so hooks can be made once for an endpoint, and still see what differs
 *     from request to request. Empty unless a program sets it
 */
public record AccessRequest(
    Role role,
    String kind,
    List<ChannelId> channels,
    String messageId,
    String method,
    String path,
    String query,
    List<Header> headers,
    String remoteAddress,
    Optional<Object> context) {

  /** What a client wants of a channel. */
  public enum Role {
    /** To get its messages. */
    SUBSCRIBER,
    /** To give it a message, to ask what can be said of it, to create it or to delete it. */
    PUBLISHER
  }

  /** Copies the lists. */
  public AccessRequest {
    requireNonNull(role, "role");
    requireNonNull(kind, "kind");
    channels = List.copyOf(channels);
    checkArgument(!channels.isEmpty(), "channels: none (expected: at least one)");
    requireNonNull(messageId, "messageId");
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    requireNonNull(query, "query");
    headers = List.copyOf(headers);
    requireNonNull(remoteAddress, "remoteAddress");
    requireNonNull(context, "context");
  }

  /**
   * What there is of a request.
   *
   * @param headerNames which header fields are copied
   */
  public static AccessRequest of(
      Role role,
      String kind,
      List<ChannelId> channels,
      String messageId,
      PushRequest request,
      List<String> headerNames) {
    List<Header> headers = new ArrayList<>();
    for (String name : headerNames) {
      List<String> values = request.headers(name);
      if (values.size() > 1 && name.equalsIgnoreCase("Cookie")) {
        // over HTTP/2 a client may send each of its cookies in a line of its own (RFC 9113, 8.2.3)
        headers.add(new Header(name, String.join("; ", values)));
      } else {
        values.forEach(value -> headers.add(new Header(name, value)));
      }
    }
    return new AccessRequest(
        role,
        kind,
        channels,
        messageId,
        request.method(),
        request.path(),
        request.query(),
        headers,
        request.remoteAddress(),
        request.context());
  }

  /** The value of the first header of that name, given in any case; if the hooks asked for it. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  /** The value of the first argument of that name in the query, percent-encoded as it came. */
  public Optional<String> argument(String name) {
    return QueryArguments.first(query, name);
  }

  /** The path, and the query behind a question mark if there is one. */
  public String target() {
    return query.isEmpty() ? path : path + "?" + query;
  }
}
