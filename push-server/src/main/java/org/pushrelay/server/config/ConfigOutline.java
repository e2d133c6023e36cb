package org.pushrelay.server.config;

import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.LinkedHashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/**
 * The directives of a configuration without their positions, so that two states of a file can be
 * compared. Immutable.
 */
public final class ConfigOutline {
  /** The changes of a kind that are named; the rest is counted. */
  private static final int MAX_NAMED = 4;

  private final ImmutableMultiset<Line> lines;

  private ConfigOutline(ImmutableMultiset<Line> lines) {
    this.lines = lines;
  }

  /** A directive: what it is called and where it is, and all that is written there. */
  private record Line(String name, List<String> text) {}

  static ConfigOutline of(List<Directive> directives) {
    ImmutableMultiset.Builder<Line> lines = ImmutableMultiset.builder();
    add(directives, "", List.of(), lines);
    return new ConfigOutline(lines.build());
  }

  private static void add(
      List<Directive> directives,
      String where,
      List<String> blocks,
      ImmutableMultiset.Builder<Line> lines) {
    for (Directive directive : directives) {
      String arguments = directive.args().stream().map(Word::text).collect(Collectors.joining(" "));
      boolean isBlock = directive.block().isPresent();
      // arguments of other directives may be secrets, and are not told
      String name = isBlock ? (directive.name() + " " + arguments).strip() : directive.name();
      List<String> text = new ArrayList<>(blocks);
      text.add(directive.name() + " " + arguments);
      lines.add(new Line(where.isEmpty() ? name : name + " in " + where, List.copyOf(text)));
      add(directive.children(), directive.name().equals("http") ? "" : name, text, lines);
    }
  }

  /** What was changed, added and removed since another state; empty if nothing was. */
  String changesSince(ConfigOutline before) {
    Multiset<String> came = names(Multisets.difference(lines, before.lines));
    Multiset<String> went = names(Multisets.difference(before.lines, lines));
    StringJoiner changes = new StringJoiner("; ");
    tell("changed", Multisets.intersection(came, went), changes);
    tell("added", Multisets.difference(came, went), changes);
    tell("removed", Multisets.difference(went, came), changes);
    return changes.toString();
  }

  private static Multiset<String> names(Multiset<Line> some) {
    return some.stream()
        .map(Line::name)
        .collect(Collectors.toCollection(LinkedHashMultiset::create));
  }

  private static void tell(String what, Multiset<String> names, StringJoiner changes) {
    int rest = names.size() - MAX_NAMED;
    String named = names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      changes.add(what + ": " + named + (rest > 0 ? " and " + rest + " more" : ""));
    }
  }
}
