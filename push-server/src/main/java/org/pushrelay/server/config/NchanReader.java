package org.pushrelay.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.Cursor;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.protocol.MetaEventConfig;
import org.pushrelay.protocol.PollResponseMode;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.PublisherKind;
import org.pushrelay.protocol.ResumeConfig;
import org.pushrelay.protocol.StreamConfig;
import org.pushrelay.protocol.SubscriberConfig;
import org.pushrelay.protocol.SubscriberKind;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;
import org.pushrelay.subscriber.SubscribePolicy;
import org.pushrelay.subscriber.SubscriberConcurrency;
import org.pushrelay.transport.PushRequest;

/** Reads the {@code nchan_*} directives, with Nchan's defaults. */
final class NchanReader {
  private static final Duration CHANNEL_TIMEOUT = Duration.ofSeconds(5);
  private static final int BUFFER_LENGTH = 10;
  private static final Duration MESSAGE_TIMEOUT = Duration.ofHours(1);
  private static final String[] PUBLISHER = {"nchan_publisher", "nchan_publisher_location"};
  private static final String[] SUBSCRIBER = {"nchan_subscriber", "nchan_subscriber_location"};
  private static final String[] PUBSUB = {"nchan_pubsub", "nchan_pubsub_location"};

  /** What makes an endpoint. */
  static final String[] ENDPOINTS =
      Stream.of(PUBLISHER, SUBSCRIBER, PUBSUB).flatMap(Stream::of).toArray(String[]::new);

  private final Variables variables;
  private final DirectiveArguments values;
  private final Problems problems;
  private final NchanNaming naming;
  private final NchanEvents events;
  private final NchanHooks hooks;
  private final NchanInfo info;
  private final NchanOrigins origins;
  private final WireProfileReader profiles;
  private final NchanWebSockets webSockets;

  NchanReader(Variables variables, DirectiveArguments values, Problems problems) {
    this.variables = variables;
    this.values = values;
    this.problems = problems;
    this.naming = new NchanNaming(variables, values, problems);
    this.events = new NchanEvents(variables, problems);
    this.hooks = new NchanHooks(variables, problems);
    this.info = new NchanInfo(variables, values, problems);
    this.origins = new NchanOrigins(variables, values, problems);
    this.profiles = new WireProfileReader(values);
    this.webSockets = new NchanWebSockets(values, problems);
  }

  /** The endpoint of a scope, if it has one of its own. */
  Optional<LocationContent> read(Scope scope, long maxBodyBytes, String defaultType) {
    checkStore(scope);
    checkSpellings(scope);
    List<Directive> publishing = scope.own(PUBLISHER);
    List<Directive> subscribing = scope.own(SUBSCRIBER);
    List<Directive> doingBoth = scope.own(PUBSUB);
    Optional<Directive> publishes = publishing.stream().findFirst();
    Optional<Directive> subscribes = subscribing.stream().findFirst();
    Optional<Directive> both = doingBoth.stream().findFirst();
    NchanKinds publishers =
        publishes.isPresent()
            ? NchanKinds.publisher(publishing, problems)
            : NchanKinds.subscriber(doingBoth, true, problems);
    NchanKinds subscribers =
        subscribes.isPresent()
            ? NchanKinds.subscriber(subscribing, false, problems)
            : NchanKinds.subscriber(doingBoth, true, problems);
    // read even if nothing uses them here, so that a mistake is told wherever it stands
    MetaEventConfig reported = events.read(scope);
    PublisherConfig publisher = publisher(scope, publishers, reported, maxBodyBytes);
    BufferPolicyTemplate buffer = buffer(scope);
    SubscriberConfig subscriber = subscriber(scope, subscribers, reported, defaultType);
    HookConfig hooked = hooks.read(scope);
    Template said = info.text(scope);
    Optional<Directive> endpoint = publishes.or(() -> subscribes).or(() -> both);
    if (endpoint.isEmpty()) {
      return Optional.empty();
    }
    boolean publishesHere = publishes.isPresent() || both.isPresent();
    boolean subscribesHere = subscribes.isPresent() || both.isPresent();
    if ((publishesHere && !naming.isThere(scope, NchanNaming.PUBLISHER))
        || (subscribesHere && !naming.isThere(scope, NchanNaming.SUBSCRIBER))) {
      problems.error(endpoint.get(), "needs a channel (expected: nchan_channel_id ...; beside it)");
    }
    checkNeighbours(scope, endpoint.get());
    if (!publishesHere) {
      webSockets.noteUnused(scope);
    }
    origins.noteDefault(scope, endpoint.get(), profiles.read(scope, WireProfile.NCHAN));
    if (publishesHere && subscribesHere) {
      return Optional.of(new LocationContent.PubSub(publisher, buffer, subscriber, hooked, said));
    }
    return Optional.of(
        publishesHere
            ? new LocationContent.Publisher(publisher, buffer, hooked)
            : new LocationContent.Subscriber(subscriber, hooked, said));
  }

  /** Reports a setting that appears under two names in one block. */
  private void checkSpellings(Scope scope) {
    NchanDirectives.allSpellings()
        .map(names -> scope.own(names.toArray(new String[0])))
        .filter(same -> same.size() > 1)
        .filter(same -> same.stream().anyMatch(d -> d.name().startsWith("nchan_")))
        .filter(same -> !isEndpoint(same.get(0)))
        .forEach(
            same ->
                problems.error(
                    same.get(1), "is the same as \"" + same.get(0).name() + "\" before it"));
  }

  private static boolean isEndpoint(Directive directive) {
    return List.of(ENDPOINTS).contains(directive.name());
  }

  /** NHPM's directives that a location of Nchan's does not know. */
  private void checkNeighbours(Scope scope, Directive endpoint) {
    List<String> known =
        new ArrayList<>(NchanDirectives.allSpellings().flatMap(List::stream).toList());
    known.add("push_subscriber_concurrency");
    known.addAll(WireProfileReader.DIRECTIVES);
    scope.directives().stream()
        .filter(directive -> directive.name().startsWith("push_"))
        .filter(directive -> !known.contains(directive.name()))
        .forEach(
            directive ->
                problems.error(
                    directive, "cannot stand beside \"" + endpoint.name() + "\" of Nchan's"));
  }

  private void checkStore(Scope scope) {
    for (Directive directive : scope.own("nchan_storage_engine")) {
      String engine = values.oneOf(directive, List.of("memory", "redis"), "memory");
      storeIs(directive, engine.equals("memory"));
    }
    for (Directive directive : scope.own("nchan_use_redis")) {
      String uses = values.oneOf(directive, List.of("on", "off"), "off");
      storeIs(directive, uses.equals("off"));
    }
  }

  private void storeIs(Directive directive, boolean memory) {
    if (memory) {
      problems.note(directive, "has no effect: messages are kept in memory");
    } else {
      problems.error(directive, "is not supported: " + NchanDirectives.NO_REDIS);
    }
  }

  private PublisherConfig publisher(
      Scope scope, NchanKinds kinds, MetaEventConfig reported, long maxBodyBytes) {
    WireProfile profile = profiles.read(scope, WireProfile.NCHAN);
    PublisherConfig config =
        PublisherConfig.builder()
            .naming(naming.read(scope, NchanNaming.PUBLISHER))
            .buffer(policy(scope))
            .maxBodyBytes(maxBodyBytes)
            .cors(origins.read(scope, profile))
            .profile(profile)
            .kinds(kinds.publishers().toArray(new PublisherKind[0]))
            .webSockets(webSockets.read(scope))
            .metaEvents(reported)
            .build();
    String event = event(scope);
    return event.isEmpty() ? config : config.toBuilder().event(event).build();
  }

  private String event(Scope scope) {
    return line(scope, "nchan_eventsource_event", "");
  }

  /** A text that has to fit into a line. */
  private String line(Scope scope, String name, String byDefault) {
    return values.read(
        scope,
        name,
        byDefault,
        directive -> {
          boolean fits = MessageDraft.isContentType(directive.arg(0));
          if (!fits) {
            problems.error(directive, "has a control character, or one that is not of Latin-1");
          }
          return fits ? Optional.of(directive.arg(0)) : Optional.empty();
        });
  }

  /** How messages are kept, as far as that is the same for all of them. */
  private BufferPolicy policy(Scope scope) {
    BufferPolicy policy =
        BufferPolicy.builder()
            .timeout(
                isVariable(scope, "nchan_message_timeout")
                    ? MESSAGE_TIMEOUT
                    : values.time(scope, "nchan_message_timeout", MESSAGE_TIMEOUT))
            .channelTimeout(values.time(scope, "nchan_channel_timeout", CHANNEL_TIMEOUT))
            .build();
    int length =
        isVariable(scope, "nchan_message_buffer_length")
            ? BUFFER_LENGTH
            : values.number(scope, "nchan_message_buffer_length", BUFFER_LENGTH);
    return policy.toBuilder().maxMessages(stores(scope) ? length : 0).build();
  }

  private boolean stores(Scope scope) {
    return values.flag(scope, "nchan_store_messages", true);
  }

  /** How they are kept, as far as each request says it. */
  private BufferPolicyTemplate buffer(Scope scope) {
    Optional<Template> length = variable(scope, "nchan_message_buffer_length");
    return new BufferPolicyTemplate(
        stores(scope) ? length : Optional.empty(), variable(scope, "nchan_message_timeout"));
  }

  private static boolean isVariable(Scope scope, String name) {
    return scope.find(name).filter(directive -> directive.arg(0).contains("$")).isPresent();
  }

  private Optional<Template> variable(Scope scope, String name) {
    return isVariable(scope, name)
        ? scope.find(name).map(d -> Template.parse(d, d.arg(0), variables, problems))
        : Optional.empty();
  }

  private SubscriberConfig subscriber(
      Scope scope, NchanKinds kinds, MetaEventConfig reported, String defaultType) {
    WireProfile profile = profiles.read(scope, WireProfile.NCHAN);
    return SubscriberConfig.builder()
        .naming(naming.read(scope, NchanNaming.SUBSCRIBER))
        .policy(subscribePolicy(scope, kinds))
        .defaultContentType(defaultType)
        .jitter(false)
        .cors(origins.read(scope, profile))
        .profile(profile)
        .kinds(kinds.subscribers().toArray(new SubscriberKind[0]))
        .streams(streams(scope))
        .webSockets(webSockets.read(scope))
        .metaEvents(reported)
        .resume(resume(scope))
        .build();
  }

  private SubscribePolicy subscribePolicy(Scope scope, NchanKinds kinds) {
    Duration timeout = values.time(scope, "nchan_subscriber_timeout", Duration.ZERO);
    return SubscribePolicy.builder()
        .concurrency(SubscriberConcurrency.valueOf(concurrency(scope)))
        .maxSubscribers(values.number(scope, "nchan_max_channel_subscribers", 0))
        .timeout(
            kinds.polls() ? Duration.ZERO : timeout.isZero() ? SubscribePolicy.FOREVER : timeout)
        .existingOnly(values.flag(scope, "nchan_subscribe_existing_channels_only", false))
        .channelTimeout(values.time(scope, "nchan_channel_timeout", CHANNEL_TIMEOUT))
        .build();
  }

  /** Nchan has dropped this setting of NHPM's. */
  private String concurrency(Scope scope) {
    return scope
        .find("push_subscriber_concurrency")
        .map(d -> values.oneOf(d, List.of("broadcast", "first", "last"), "broadcast"))
        .orElse("broadcast")
        .toUpperCase(Locale.ROOT);
  }

  private StreamConfig streams(Scope scope) {
    StreamConfig.Builder streams =
        StreamConfig.builder()
            .pollResponseMode(batch(scope))
            .separator(
                values.read(
                    scope,
                    "nchan_subscriber_http_raw_stream_separator",
                    StreamConfig.DEFAULT.separator(),
                    directive -> Optional.of(asLine(directive.arg(0)))));
    String event = event(scope);
    if (!event.isEmpty()) {
      streams.event(event);
    }
    // read even without an interval, so that a mistake is told
    StreamConfig.Ping ping =
        new StreamConfig.Ping(
            line(scope, "nchan_eventsource_ping_comment", ""),
            line(scope, "nchan_eventsource_ping_event", "ping"),
            line(scope, "nchan_eventsource_ping_data", ""));
    if (scope.find("nchan_eventsource_ping_interval").isEmpty()) {
      return streams.build();
    }
    Duration interval = values.time(scope, "nchan_eventsource_ping_interval", Duration.ZERO);
    return streams.ping(ping).heartbeat(interval).build();
  }

  private PollResponseMode batch(Scope scope) {
    String word =
        scope
            .find("nchan_longpoll_multipart_response")
            .map(d -> values.oneOf(d, List.of("off", "on", "raw"), "off"))
            .orElse("off");
    return switch (word) {
      case "on" -> PollResponseMode.MULTIPART;
      case "raw" -> PollResponseMode.RAW;
      default -> PollResponseMode.ONE;
    };
  }

  /** As Nchan has it, a separator that is one ends with a line feed. */
  private static String asLine(String separator) {
    return separator.isEmpty() || separator.endsWith("\n") ? separator : separator + "\n";
  }

  private ResumeConfig resume(Scope scope) {
    ResumeConfig.Builder resume =
        ResumeConfig.builder()
            .first(
                values.read(
                    scope, "nchan_subscriber_first_message", Cursor.oldest(), this::firstMessage))
            .compoundEtags(values.flag(scope, "nchan_subscriber_compound_etag_message_id", false))
            .etagHeader(
                values.read(
                    scope,
                    "nchan_subscriber_message_id_custom_etag_header",
                    ResumeConfig.DEFAULT.etagHeader(),
                    this::headerName));
    Optional<Directive> places = scope.find("nchan_subscriber_last_message_id");
    return places.map(directive -> resume.places(places(directive))).orElse(resume).build();
  }

  private List<Function<PushRequest, Optional<String>>> places(Directive directive) {
    List<Function<PushRequest, Optional<String>>> places = new ArrayList<>();
    for (Word word : directive.args()) {
      places.add(new LastMessageId(Template.parse(directive, word.text(), variables, problems)));
    }
    return places;
  }

  private Optional<Cursor> firstMessage(Directive directive) {
    String text = directive.arg(0);
    if (text.equals("oldest")) {
      return Optional.of(Cursor.oldest());
    }
    if (text.equals("newest")) {
      return Optional.of(Cursor.newest());
    }
    if (text.matches("-?\\d{1,9}")) {
      return Optional.of(Cursor.nth(Integer.parseInt(text)));
    }
    problems.error(
        directive, "is \"" + text + "\" (expected: oldest, newest, or a number, as 2 or -2)");
    return Optional.empty();
  }

  private Optional<String> headerName(Directive directive) {
    String name = directive.arg(0);
    if (name.matches("[A-Za-z0-9-]+") && !AddedHeaderReader.isReserved(name)) {
      return Optional.of(name);
    }
    problems.error(directive, "is \"" + name + "\" (expected: the name of a header of your own)");
    return Optional.empty();
  }
}
