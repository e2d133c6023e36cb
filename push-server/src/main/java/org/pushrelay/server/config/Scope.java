package org.pushrelay.server.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Position;

/**
 * A block and the blocks around it. What it does not say itself it inherits, all of it from the
 * closest block that says anything: as in nginx, a list is replaced and never added to.
 */
final class Scope {
  private final Context context;
  private final Position position;
  private final @Nullable Scope parent;
  private final List<Directive> directives;

  Scope(Context context, Position position, @Nullable Scope parent, List<Directive> directives) {
    this.context = context;
    this.position = position;
    this.parent = parent;
    this.directives = List.copyOf(directives);
  }

  Context context() {
    return context;
  }

  Position position() {
    return position;
  }

  Optional<Scope> parent() {
    return Optional.ofNullable(parent);
  }

  List<Directive> directives() {
    return directives;
  }

  /** The directives of these names in this very block, in their order. */
  List<Directive> own(String... names) {
    List<String> wanted = List.of(names);
    return directives.stream().filter(directive -> wanted.contains(directive.name())).toList();
  }

  /** The directives of these names in the closest block that has any. */
  List<Directive> all(String... names) {
    List<Directive> own = own(names);
    return own.isEmpty() && parent != null ? parent.all(names) : own;
  }

  /** The directive of that name, or of another that means the same, in the closest block. */
  Optional<Directive> find(String name) {
    List<String> spellings = NchanDirectives.spellings(name);
    return all(spellings.toArray(new String[0])).stream().findFirst();
  }
}
