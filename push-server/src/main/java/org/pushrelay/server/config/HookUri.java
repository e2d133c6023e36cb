package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushrelay.server.config.Template.Part;

/**
 * A location of the same server that a hook asks, as {@code /auth/$1?of=$arg_id}. A question mark
 * in the value of a variable begins no query.
 *
 * @param path the path, decoded
 * @param query the query; that of the client's request if there is none
 */
public record HookUri(Template path, Optional<Template> query) {

  /** Cuts a template at its first question mark. */
  static HookUri of(Template whole) {
    List<Part> parts = whole.parts();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) instanceof Part.Literal literal && literal.text().indexOf('?') >= 0) {
        int question = literal.text().indexOf('?');
        List<Part> path = new ArrayList<>(parts.subList(0, i));
        path.add(new Part.Literal(literal.text().substring(0, question)));
        List<Part> query = new ArrayList<>();
        query.add(new Part.Literal(literal.text().substring(question + 1)));
        query.addAll(parts.subList(i + 1, parts.size()));
        return new HookUri(new Template(path), Optional.of(new Template(query)));
      }
    }
    return new HookUri(whole, Optional.empty());
  }
}
