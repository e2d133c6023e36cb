package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.pushrelay.server.config.LocationSettings.Assignment;
import org.pushrelay.server.config.LocationSettings.ReturnResponse;
import org.pushrelay.server.config.LocationSettings.Step;
import org.pushrelay.server.text.Directive;

/** Reads what is done with each request first: {@code set}, {@code return} and {@code if}. */
final class StepReader {
  /**
   * The directives that hold for a whole location, as in nginx, so that no request bypasses them.
   */
  private static final Set<String> NOT_CONDITIONAL =
      Set.of(
          "alias",
          "allow",
          "auth_basic",
          "auth_basic_user_file",
          "deny",
          "if",
          "internal",
          "location");

  private static final Set<String> OF_SERVERS = Set.of("set", "return");

  private final Variables variables;
  private final Problems problems;
  private final TreeCheck check;
  private final ConditionReader conditions;

  StepReader(Variables variables, Problems problems, TreeCheck check) {
    this.variables = variables;
    this.problems = problems;
    this.check = check;
    this.conditions = new ConditionReader(variables, problems);
  }

  /**
   * The steps of a block, in order.
   *
   * @param settings what happens in the block of an {@code if}
   */
  List<Step> read(Scope scope, Function<Scope, LocationSettings> settings) {
    return read(scope, scope.own("set", "return", "if"), settings);
  }

  /** The steps of a block that has no {@code if} in it. */
  List<Step> read(Scope scope) {
    return read(scope, scope.own("set", "return"), StepReader::failure);
  }

  private static LocationSettings failure(Scope block) {
    throw new IllegalStateException("no if was asked for at " + block.position());
  }

  private List<Step> read(
      Scope scope, List<Directive> directives, Function<Scope, LocationSettings> settings) {
    List<Step> steps = new ArrayList<>();
    for (Directive directive : directives) {
      switch (directive.name()) {
        case "set" -> assignment(directive).ifPresent(steps::add);
        case "return" -> returns(directive).ifPresent(steps::add);
        default -> {
          LocationSettings inside = settings.apply(block(scope, directive));
          conditions
              .read(directive)
              .ifPresent(condition -> steps.add(new LocationSettings.If(condition, inside)));
        }
      }
    }
    return steps;
  }

  private Scope block(Scope around, Directive directive) {
    List<Directive> children =
        check.check(directive.children(), EnumSet.of(Context.LOCATION)).stream()
            .filter(child -> isConditional(child, around.context()))
            .toList();
    return new Scope(around.context(), directive.position(), around, children);
  }

  private boolean isConditional(Directive child, Context around) {
    boolean fits =
        around == Context.LOCATION
            ? !NOT_CONDITIONAL.contains(child.name())
            : OF_SERVERS.contains(child.name());
    if (!fits) {
      problems.error(
          child,
          around == Context.LOCATION
              ? "cannot stand in an if (expected: around it)"
              : "cannot stand in an if outside of locations (expected: set or return)");
    }
    return fits;
  }

  private Optional<Assignment> assignment(Directive directive) {
    Optional<String> name = Variables.settable(directive.arg(0));
    if (name.isEmpty()) {
      problems.error(
          directive,
          "cannot set \""
              + directive.arg(0)
              + "\" (expected: a name of your own behind a $, as $push_channel_id)");
    }
    Template value = Template.parse(directive, directive.arg(1), variables, problems);
    return name.map(n -> new Assignment(n, value));
  }

  private Optional<ReturnResponse> returns(Directive directive) {
    String first = directive.arg(0);
    if (directive.args().size() == 1 && first.matches("(https?://|\\$).+")) {
      return Optional.of(
          new ReturnResponse(302, Template.parse(directive, first, variables, problems)));
    }
    int status = first.matches("\\d{3}") ? Integer.parseInt(first) : 0;
    if (status < 200 || status > 599) {
      problems.error(
          directive, "is \"" + first + "\" (expected: a status from 200 to 599, or a URL)");
      return Optional.empty();
    }
    Template text =
        directive.args().size() == 1
            ? Template.literal("")
            : Template.parse(directive, directive.arg(1), variables, problems);
    ReturnResponse response = new ReturnResponse(status, text);
    if (response.redirects() && directive.args().size() == 1) {
      problems.error(directive, "redirects with " + status + ", but has no URL to go to");
    }
    return Optional.of(response);
  }
}
