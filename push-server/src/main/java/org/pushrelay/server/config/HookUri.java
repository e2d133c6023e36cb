package org.pushrelay.server.config;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.pushrelay.server.config.Template.Part;
import org.pushrelay.server.text.Position;

/**
 * A location of the same server that a hook asks, as {@code /auth/$1?of=$arg_id}. The query begins
 * at the first question mark of the text itself, at {@code $is_args}, or at that of {@code
 * $request_uri}; a question mark in the value of another variable begins none.
 *
 * @param directive what the directive is called
 * @param position where the directive stands
 * @param text path and query
 */
public record HookUri(String directive, Position position, Template text) {
  /** Checks that nothing is null. */
  public HookUri {
    requireNonNull(directive, "directive");
    requireNonNull(position, "position");
    requireNonNull(text, "text");
  }

  /** Returns the path, if it is the same for all requests. */
  Optional<String> fixedPath() {
    StringBuilder path = new StringBuilder();
    for (Part part : text.parts()) {
      if (part instanceof Part.Variable variable) {
        return variable.name().equals("is_args") ? Optional.of(path.toString()) : Optional.empty();
      }
      String piece = ((Part.Literal) part).text();
      int question = piece.indexOf('?');
      if (question >= 0) {
        return Optional.of(path.append(piece, 0, question).toString());
      }
      path.append(piece);
    }
    return Optional.of(path.toString());
  }
}
