package org.pushrelay.server.config;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The locations that have a say at an endpoint.
 *
 * @param authorize {@code nchan_authorize_request}: says who may come in
 * @param publish {@code nchan_publisher_upstream_request}: says what becomes of a message
 * @param subscribed {@code nchan_subscribe_request}: hears who has come
 * @param unsubscribed {@code nchan_unsubscribe_request}: hears who has gone
 */
public record HookConfig(
    Optional<HookUri> authorize,
    Optional<HookUri> publish,
    Optional<HookUri> subscribed,
    Optional<HookUri> unsubscribed) {

  /** None of them. */
  public static final HookConfig NONE =
      new HookConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The locations that are asked. */
  Stream<HookUri> uris() {
    return Stream.of(authorize, publish, subscribed, unsubscribed).flatMap(Optional::stream);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
