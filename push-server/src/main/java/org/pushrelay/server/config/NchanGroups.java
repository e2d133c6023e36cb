package org.pushrelay.server.config;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.channel.GroupLimits;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.GroupConfig;
import org.pushrelay.protocol.GroupConfig.Access;
import org.pushrelay.protocol.GroupConfig.Limit;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/** Reads which groups are counted and limited, and the locations that tell about them. */
final class NchanGroups {
  /** Where one asks about a group. */
  static final String LOCATION = "nchan_group_location";

  private static final String ACCOUNTING = "nchan_channel_group_accounting";

  private final Variables variables;
  private final DirectiveArguments values;
  private final Problems problems;
  private final NchanOrigins origins;
  private final Map<String, GroupLimits> named = new HashMap<>();
  private Optional<GroupLimits> others = Optional.empty();

  NchanGroups(Variables variables, DirectiveArguments values, Problems problems) {
    this.variables = variables;
    this.values = values;
    this.problems = problems;
    this.origins = new NchanOrigins(variables, values, problems);
  }

  /** The groups that are counted by what was read until now. */
  CountedGroups counted() {
    return new CountedGroups(named, others);
  }

  /**
   * Reads whether a scope's group is counted.
   *
   * @param isUsed whether there is an endpoint; without one, mistakes are told and nothing else
   */
  void read(Scope scope, boolean isUsed) {
    GroupLimits limits = limits(scope);
    if (!values.flag(scope, ACCOUNTING, false) || !isUsed) {
      return;
    }
    Optional<Directive> group = scope.find(NchanNaming.GROUP);
    if (group.filter(NchanGroups::isVariable).isPresent()) {
      others = Optional.of(others.map(known -> strictest(known, limits)).orElse(limits));
      return;
    }
    named.merge(group.map(d -> d.arg(0)).orElse(""), limits, NchanGroups::strictest);
  }

  /** How a location for a group behaves. */
  GroupConfig location(Scope scope, Directive endpoint) {
    Optional<Directive> group = scope.find(NchanNaming.GROUP);
    if (group.isEmpty()) {
      problems.error(endpoint, "needs a group (expected: nchan_channel_group ...; beside it)");
    }
    origins.noteDefault(scope, endpoint, WireProfile.NCHAN);
    GroupConfig config =
        GroupConfig.of(group.map(this::resolver).orElse(ChannelIdResolver.fixed(""))).toBuilder()
            .access(access(endpoint))
            .cors(origins.read(scope, WireProfile.NCHAN))
            .profile(WireProfile.NCHAN)
            .build();
    Map<Limit, ChannelIdResolver> limits = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      scope.find(name(limit)).ifPresent(d -> limits.put(limit, resolver(d)));
    }
    return limits.isEmpty() ? config : config.toBuilder().limits(limits).build();
  }

  private Access[] access(Directive endpoint) {
    Set<Access> access = EnumSet.noneOf(Access.class);
    for (Word word : endpoint.args()) {
      switch (word.text()) {
        case "get" -> access.add(Access.GET);
        case "set" -> access.add(Access.SET);
        case "delete" -> access.add(Access.DELETE);
        default -> problems.error(endpoint, "has \"" + word + "\" (expected: get, set or delete)");
      }
    }
    Collection<Access> all = List.of(Access.values());
    return (access.isEmpty() ? all : access).toArray(new Access[0]);
  }

  /** The limits that are known before any request; those with variables are not. */
  private GroupLimits limits(Scope scope) {
    return GroupLimits.builder()
        .maxChannels(number(scope, Limit.CHANNELS))
        .maxSubscribers(number(scope, Limit.SUBSCRIBERS))
        .maxMessages(number(scope, Limit.MESSAGES))
        .maxMemory(bytes(scope, Limit.MESSAGES_MEMORY))
        .maxDisk(bytes(scope, Limit.MESSAGES_DISK))
        .build();
  }

  /** Where several locations are for one group, the smallest limit of each kind counts. */
  private static GroupLimits strictest(GroupLimits one, GroupLimits other) {
    return GroupLimits.builder()
        .maxChannels(smaller(one.maxChannels(), other.maxChannels()))
        .maxSubscribers(smaller(one.maxSubscribers(), other.maxSubscribers()))
        .maxMessages(smaller(one.maxMessages(), other.maxMessages()))
        .maxMemory(smaller(one.maxMemory(), other.maxMemory()))
        .maxDisk(smaller(one.maxDisk(), other.maxDisk()))
        .build();
  }

  private static long smaller(long one, long other) {
    return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
  }

  private int number(Scope scope, Limit limit) {
    return scope.find(name(limit)).filter(NchanGroups::isVariable).isPresent()
        ? 0
        : values.number(scope, name(limit), 0);
  }

  private long bytes(Scope scope, Limit limit) {
    return scope.find(name(limit)).filter(NchanGroups::isVariable).isPresent()
        ? 0
        : values.size(scope, name(limit), 0);
  }

  private static String name(Limit limit) {
    return "nchan_group_max_" + limit.label();
  }

  private static boolean isVariable(Directive directive) {
    return directive.arg(0).contains("$");
  }

  private ChannelIdResolver resolver(Directive directive) {
    return NchanNaming.resolver(Template.parse(directive, directive.arg(0), variables, problems));
  }
}
