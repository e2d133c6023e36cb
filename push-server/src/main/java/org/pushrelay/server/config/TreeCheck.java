package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pushrelay.server.text.Directive;

/**
 * Holds a tree of directives against the table: known, in the right block, with the right number of
 * arguments, once. What fails is told and left out, so that the rest can still be looked at.
 */
final class TreeCheck {
  private static final Set<String> KNOWN = knownNames();

  private final Problems problems;
  private final VariableUses variables;

  /**
   * A check.
   *
   * @param variables the variables that the configuration uses
   */
  TreeCheck(Problems problems, VariableUses variables) {
    this.problems = problems;
    this.variables = variables;
  }

  private static Set<String> knownNames() {
    Set<String> known = new HashSet<>(DirectiveTable.names());
    known.addAll(UnsupportedDirectives.harmlessNames());
    return Set.copyOf(known);
  }

  /**
   * The directives of one block that are honoured.
   *
   * @param contexts what the block is; a text without braces around it is several at once
   */
  List<Directive> check(List<Directive> directives, Set<Context> contexts) {
    List<Directive> good = new ArrayList<>();
    Map<String, Directive> seen = new HashMap<>();
    Map<String, Directive> groups = new LinkedHashMap<>();
    for (Directive directive : directives) {
      Optional<DirectiveSpec> spec = DirectiveTable.find(directive.name());
      if (spec.isEmpty()) {
        unknown(directive, contexts, groups);
      } else if (fits(directive, spec.get(), contexts)) {
        Directive first = seen.putIfAbsent(directive.name(), directive);
        if (first == null || spec.get().repeats()) {
          good.add(directive);
        } else {
          problems.error(
              directive,
              "is given twice in this block (the first one is at " + first.position() + ")");
        }
      }
    }
    groups.values().forEach(this::refuse);
    return good;
  }

  private void refuse(Directive directive) {
    UnsupportedDirectives.find(directive, variables)
        .ifPresent(
            unsupportedDirective -> problems.error(directive, unsupportedDirective.message()));
  }

  private void unknown(Directive directive, Set<Context> contexts, Map<String, Directive> groups) {
    Optional<UnsupportedDirective> unsupportedDirective =
        UnsupportedDirectives.find(directive, variables);
    if (unsupportedDirective.isEmpty()) {
      String hint =
          SpellingSuggestion.closest(directive.name(), KNOWN)
              .map(word -> " (did you mean \"" + word + "\"?)")
              .orElse("");
      problems.error(directive, "is no directive" + hint);
    } else if (!unsupportedDirective.get().refused()) {
      problems.note(directive, unsupportedDirective.get().message());
    } else if (!contexts.contains(Context.LOCATION)
        && NginxModules.isSettingOfGateway(directive.name())) {
      problems.note(directive, "has no effect: only locations that use it would be refused");
    } else if (unsupportedDirective.get().group().isEmpty()) {
      problems.error(directive, unsupportedDirective.get().message());
    } else {
      groups.merge(unsupportedDirective.get().group(), directive, TreeCheck::moreTelling);
    }
  }

  /** Of two directives of a module in a block, the one that says what the block is for. */
  private static Directive moreTelling(Directive first, Directive other) {
    return other.name().endsWith("_pass") && !first.name().endsWith("_pass") ? other : first;
  }

  private boolean fits(Directive directive, DirectiveSpec spec, Set<Context> contexts) {
    if (contexts.stream().noneMatch(spec.contexts()::contains)) {
      problems.error(
          directive,
          "is not allowed in " + innermost(contexts) + " (expected: in " + names(spec) + ")");
      return false;
    }
    boolean wantsBlock = spec.form() == DirectiveSpec.Form.BLOCK;
    if (wantsBlock != directive.block().isPresent()) {
      problems.error(
          directive, wantsBlock ? "needs a block (expected: {)" : "takes no block (expected: ;)");
      return false;
    }
    int found = directive.args().size();
    if (found < spec.minArgs() || found > spec.maxArgs()) {
      problems.error(
          directive, "takes " + spec.arity() + ", and has " + found + forgotten(directive));
      return false;
    }
    return true;
  }

  /** The usual reason for too many arguments: they are the next lines. */
  private static String forgotten(Directive directive) {
    return directive.args().stream()
        .filter(arg -> arg.position().line() > directive.position().line())
        .findFirst()
        .map(arg -> " (is a ; missing before \"" + arg + "\"?)")
        .orElse("");
  }

  private static Context innermost(Set<Context> contexts) {
    return contexts.stream().max(Context::compareTo).orElse(Context.MAIN);
  }

  private static String names(DirectiveSpec spec) {
    return spec.contexts().stream()
        .sorted()
        .map(Context::toString)
        .collect(Collectors.joining(" or "));
  }
}
