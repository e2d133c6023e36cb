package org.pushrelay.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.text.Directive;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;

/** Reads the {@code push_*} directives, with NHPM's defaults. */
final class PushReader {
  /** What makes an endpoint. */
  static final String[] ENDPOINTS = {"push_publisher", "push_subscriber"};

  private static final Duration CHANNEL_TIMEOUT = Duration.ofSeconds(5);
  private static final String MAX_LENGTH = "push_max_channel_id_length";

  private final DirectiveArguments values;
  private final Problems problems;
  private final WireProfileReader profiles;
  private final NchanHooks hooks;
  private final NchanInfo info;

  PushReader(Variables variables, DirectiveArguments values, Problems problems) {
    this.values = values;
    this.problems = problems;
    this.profiles = new WireProfileReader(values);
    this.hooks = new NchanHooks(variables, problems);
    this.info = new NchanInfo(variables, values, problems);
  }

  /** The endpoint of a scope, if it has one of its own. */
  Optional<LocationContent> read(Scope scope, long maxBodyBytes, String defaultType) {
    List<Directive> endpoints = scope.own(ENDPOINTS);
    // read even if nothing uses them here, so that a mistake is told wherever it stands
    PublisherConfig publisher = publisher(scope, maxBodyBytes);
    SubscriberConfig subscriber = subscriber(scope, defaultType);
    // an enclosing block may configure authorization, and no request may bypass it
    HookConfig hooked = hooks.read(scope);
    if (endpoints.isEmpty()) {
      return Optional.empty();
    }
    Directive endpoint = endpoints.get(0);
    if (endpoints.size() > 1) {
      problems.error(
          endpoints.get(1),
          "contradicts \""
              + endpoint.name()
              + "\" in the same location (expected: a location for each)");
    }
    scope.directives().stream()
        .filter(directive -> directive.name().startsWith("nchan_"))
        .forEach(
            directive ->
                problems.error(
                    directive, "cannot stand beside \"" + endpoint.name() + "\" of NHPM's"));
    scope
        .own(WireProfileReader.OF_STREAMS)
        .forEach(directive -> problems.note(directive, "has no effect: there are no streams here"));
    if (!namesChannel(scope)) {
      problems.error(endpoint, "needs a channel (expected: set $push_channel_id ...; beside it)");
    }
    return Optional.of(
        endpoint.name().equals("push_publisher")
            ? new LocationContent.Publisher(publisher, BufferPolicyTemplate.SAME, hooked)
            : new LocationContent.Subscriber(subscriber, hooked, info.text(scope)));
  }

  static boolean namesChannel(Scope scope) {
    return scope.own("set").stream()
            .anyMatch(set -> set.arg(0).equalsIgnoreCase("$" + Variables.CHANNEL_ID))
        || scope.parent().filter(PushReader::namesChannelAround).isPresent();
  }

  /** Whether a block around names it: as in nginx, a location does not set for those within it. */
  private static boolean namesChannelAround(Scope scope) {
    return scope.context() == Context.LOCATION
        ? scope.parent().filter(PushReader::namesChannelAround).isPresent()
        : namesChannel(scope);
  }

  private PublisherConfig publisher(Scope scope, long maxBodyBytes) {
    BufferLengths.Lengths lengths = BufferLengths.read(scope, values, problems);
    BufferPolicy buffer =
        BufferPolicy.builder()
            .maxMessages(lengths.max())
            .minMessages(lengths.min())
            .deleteOldestReceived(values.flag(scope, "push_delete_oldest_received_message", false))
            .timeout(values.time(scope, "push_message_timeout", Duration.ofHours(1)))
            .channelTimeout(values.time(scope, "push_channel_timeout", CHANNEL_TIMEOUT))
            .build();
    return PublisherConfig.builder()
        .naming(naming(scope))
        .buffer(buffer)
        .maxBodyBytes(maxBodyBytes)
        .profile(profiles.read(scope, WireProfile.NHPM))
        .build();
  }

  private SubscriberConfig subscriber(Scope scope, String defaultType) {
    return SubscriberConfig.builder()
        .naming(naming(scope))
        .policy(policy(scope))
        .defaultContentType(defaultType)
        .profile(profiles.read(scope, WireProfile.NHPM))
        .kinds(SubscriberKind.LONG_POLL)
        .jitter(false)
        .ignoreQueueOnNoCache(values.flag(scope, "push_ignore_queue_on_no_cache", false))
        .build();
  }

  private SubscribePolicy policy(Scope scope) {
    String concurrency =
        scope
            .find("push_subscriber_concurrency")
            .map(d -> values.oneOf(d, List.of("broadcast", "first", "last"), "broadcast"))
            .orElse("broadcast");
    Duration timeout = values.time(scope, "push_subscriber_timeout", Duration.ZERO);
    return SubscribePolicy.builder()
        .concurrency(SubscriberConcurrency.valueOf(concurrency.toUpperCase(Locale.ROOT)))
        .maxSubscribers(values.number(scope, "push_max_channel_subscribers", 0))
        .timeout(
            polls(scope) ? Duration.ZERO : timeout.isZero() ? SubscribePolicy.FOREVER : timeout)
        .existingOnly(values.flag(scope, "push_authorized_channels_only", false))
        .channelTimeout(values.time(scope, "push_channel_timeout", CHANNEL_TIMEOUT))
        .build();
  }

  private boolean polls(Scope scope) {
    return scope.own("push_subscriber").stream()
        .filter(directive -> !directive.args().isEmpty())
        .map(d -> values.oneOf(d, List.of("long-poll", "interval-poll"), "long-poll"))
        .anyMatch("interval-poll"::equals);
  }

  private ChannelNaming naming(Scope scope) {
    ChannelIdResolver resolver =
        request ->
            request instanceof VariableContext variables
                ? Optional.of(variables.value(Variables.CHANNEL_ID))
                : Optional.empty();
    ChannelNaming naming =
        ChannelNaming.DEFAULT
            .withResolver(resolver)
            .withGroup(values.text(scope, "push_channel_group", ""));
    // ids are cut only to a limit that is written
    return scope.find(MAX_LENGTH).isEmpty() ? naming : naming.withMaxLength(maxLength(scope));
  }

  private int maxLength(Scope scope) {
    return values.read(
        scope,
        MAX_LENGTH,
        ChannelNaming.DEFAULT.maxLength(),
        directive -> values.number(directive).filter(number -> positive(directive, number)));
  }

  private boolean positive(Directive directive, int number) {
    if (number == 0) {
      problems.error(directive, "is \"0\" (expected: a number from 1 on)");
    }
    return number > 0;
  }
}
