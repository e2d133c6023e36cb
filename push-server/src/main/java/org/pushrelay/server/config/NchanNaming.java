package org.pushrelay.server.config;

import java.util.List;
import java.util.Optional;
import org.pushrelay.protocol.ChannelIdResolver;
import org.pushrelay.protocol.ChannelNaming;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/** Reads how a location of Nchan's finds its channels. */
final class NchanNaming {
  /** Where publishers' channels are named. */
  static final String PUBLISHER = "nchan_publisher_channel_id";

  /** Where subscribers' channels are named. */
  static final String SUBSCRIBER = "nchan_subscriber_channel_id";

  /** Where their group is named. */
  static final String GROUP = "nchan_channel_group";

  private static final String BOTH = "nchan_channel_id";
  private static final int MAX_LENGTH = 1024;

  private final Variables variables;
  private final DirectiveArguments values;
  private final Problems problems;

  NchanNaming(Variables variables, DirectiveArguments values, Problems problems) {
    this.variables = variables;
    this.values = values;
    this.problems = problems;
  }

  /** Whether channels are named at all; NHPM's way to do it will do. */
  boolean isThere(Scope scope, String side) {
    return scope.find(side).or(() -> scope.find(BOTH)).isPresent()
        || PushReader.namesChannel(scope);
  }

  /**
   * How channels are found.
   *
   * @param side the publishers' or the subscribers' directive, which goes before the common one
   */
  ChannelNaming read(Scope scope, String side) {
    ChannelNaming naming =
        ChannelNaming.DEFAULT
            .withResolvers(
                scope
                    .find(side)
                    .or(() -> scope.find(BOTH))
                    .map(this::resolvers)
                    .orElse(List.of(resolver(Template.variable(Variables.CHANNEL_ID)))))
            .withDelimiter(values.text(scope, "nchan_channel_id_split_delimiter", ""))
            .withMaxLength(maxLength(scope));
    Optional<Directive> group = scope.find(GROUP);
    if (group.isEmpty()) {
      return naming;
    }
    if (group.get().arg(0).contains("$")) {
      Template template = template(group.get(), group.get().arg(0));
      return naming.withGroups(resolver(template));
    }
    return naming.withGroup(group.get().arg(0));
  }

  private int maxLength(Scope scope) {
    return values.read(
        scope,
        "nchan_max_channel_id_length",
        MAX_LENGTH,
        directive -> {
          Optional<Integer> number = values.number(directive);
          if (number.isPresent() && number.get() == 0) {
            problems.error(directive, "is \"0\" (expected: a number from 1 on)");
            return Optional.empty();
          }
          return number;
        });
  }

  private List<ChannelIdResolver> resolvers(Directive directive) {
    return directive.args().stream()
        .map(Word::text)
        .map(text -> resolver(template(directive, text)))
        .toList();
  }

  private Template template(Directive directive, String text) {
    return Template.parse(directive, text, variables, problems);
  }

  /** Finds what a template says for a request. */
  static ChannelIdResolver resolver(Template template) {
    return request ->
        request instanceof VariableContext variableContext
            ? Optional.of(template.of(variableContext))
            : Optional.empty();
  }
}
