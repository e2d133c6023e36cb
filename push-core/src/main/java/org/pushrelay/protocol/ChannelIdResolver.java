package org.pushrelay.protocol;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.pushrelay.transport.PushRequest;

/** From a request to the name of its channel. Safe from any thread. */
@FunctionalInterface
public interface ChannelIdResolver {

  /**
   * The name of the channel that a request means; empty, or an empty name, if it names none.
   *
   * @throws IllegalArgumentException if the name cannot be decoded: the client gets 400
   */
  Optional<String> resolve(PushRequest request);

  /**
   * The value of an argument in the query, percent-decoded once; of several arguments of that name,
   * the first.
   */
  static ChannelIdResolver argument(String name) {
    requireNonNull(name, "name");
    return request -> request.argument(name).map(value -> PercentDecoder.decode(value, true));
  }

  /**
   * What follows a prefix of the path, percent-decoded once: with {@code /sub/}, the name of {@code
   * /sub/a%20b} is {@code a b}.
   *
   * @param prefix starts with a slash, and is compared with the path as it came
   */
  static ChannelIdResolver pathAfter(String prefix) {
    checkArgument(
        prefix.startsWith("/"), "prefix: %s (expected: a path that starts with /)", prefix);
    return request ->
        request.path().startsWith(prefix)
            ? Optional.of(PercentDecoder.decode(request.path().substring(prefix.length()), false))
            : Optional.empty();
  }

  /** Returns a resolver that yields one channel name for all requests. */
  static ChannelIdResolver fixed(String name) {
    Optional<String> always = Optional.of(name);
    return request -> always;
  }
}
