package org.pushrelay.server.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.pushrelay.transport.PushRequest;

/**
 * A place in a request where the id of the last message may stand: {@code
 * nchan_subscriber_last_message_id}.
 *
 * @param value what is looked at
 */
record LastMessageId(Template value) implements Function<PushRequest, Optional<String>> {

  @Override
  public Optional<String> apply(PushRequest request) {
    return request instanceof VariableContext variables
        ? Optional.of(decoded(value.of(variables)))
        : Optional.empty();
  }

  /** An id has no percent sign of its own, so one that comes by the query is decoded. */
  private static String decoded(String id) {
    if (id.indexOf('%') < 0) {
      return id;
    }
    try {
      return URLDecoder.decode(id, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // what cannot be decoded is no id, and is read as one that makes no sense
      return id;
    }
  }
}
