package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.protocol.Cors;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/**
 * Reads which pages of other origins may use a location of Nchan's. Without a word about it, pages
 * of every origin may, with credentials, as in Nchan; but where the location has access control,
 * any page that a user visits could act as that user, so no page of another origin may.
 */
final class NchanOrigins {
  private static final String ORIGIN = "nchan_access_control_allow_origin";
  private static final String CREDENTIALS = "nchan_access_control_allow_credentials";

  private final Variables variables;
  private final DirectiveArguments values;
  private final Problems problems;

  NchanOrigins(Variables variables, DirectiveArguments values, Problems problems) {
    this.variables = variables;
    this.values = values;
    this.problems = problems;
  }

  /**
   * Returns which pages may use the endpoints of a scope.
   *
   * @param profile the profile of these endpoints: in others than Nchan's, none may by default
   */
  Cors read(Scope scope, WireProfile profile) {
    boolean credentials = values.flag(scope, CREDENTIALS, true);
    Optional<Directive> directive = scope.find(ORIGIN);
    if (directive.isEmpty()) {
      return isOpen(profile) && accessControl(scope).isEmpty()
          ? Cors.ECHOED_ORIGIN.withCredentials(credentials)
          : Cors.OFF;
    }
    Cors cors = cors(directive.get());
    boolean any = cors.origins() instanceof Cors.Origins.Any;
    if (any && credentials) {
      scope
          .find(CREDENTIALS)
          .ifPresent(d -> problems.note(d, "has no effect: browsers send none where * is allowed"));
    }
    return cors.withCredentials(credentials && !any);
  }

  /**
   * Notes what the default means for an endpoint.
   *
   * @param endpoint what makes it an endpoint
   */
  void noteDefault(Scope scope, Directive endpoint, WireProfile profile) {
    if (scope.find(ORIGIN).isPresent() || !isOpen(profile)) {
      return;
    }
    Optional<Directive> control = accessControl(scope);
    if (control.isPresent()) {
      problems.note(
          endpoint,
          "is closed to pages of other origins, since there is \""
              + control.get().name()
              + "\" (Nchan lets all of them in; to allow some, add: "
              + ORIGIN
              + " https://www.example.org;)");
    } else {
      problems.noteOnce(
          endpoint,
          "is open to pages of every origin, as in Nchan, and so is every other location of Nchan's"
              + " without access control (to allow some origins only, add: "
              + ORIGIN
              + " https://www.example.org;)");
    }
  }

  private static boolean isOpen(WireProfile profile) {
    return profile.has(Trait.REFUSES_ORIGINS);
  }

  /** What decides in a scope who may come in, if anything does. */
  private static Optional<Directive> accessControl(Scope scope) {
    return scope
        .find("nchan_authorize_request")
        .or(() -> scope.find("auth_basic").filter(d -> !d.arg(0).equals("off")))
        .or(() -> scope.all("allow", "deny").stream().findFirst());
  }

  private Cors cors(Directive directive) {
    List<String> words = new ArrayList<>();
    for (Word word : directive.args()) {
      words.addAll(split(word.text()));
    }
    if (words.equals(List.of("*"))) {
      return Cors.ANY_ORIGIN;
    }
    if (words.contains("*") || words.contains("$http_origin")) {
      return Cors.ECHOED_ORIGIN;
    }
    if (words.stream().anyMatch(word -> word.contains("$"))) {
      String text = String.join(" ", words);
      Template template = Template.parse(directive, text, variables, problems);
      return Cors.originsOf(
          request ->
              request instanceof VariableContext variablesOfRequest
                  ? Set.copyOf(split(template.of(variablesOfRequest)))
                  : Set.of());
    }
    words.stream()
        .filter(word -> !Cors.isOrigin(word))
        .forEach(
            word ->
                problems.note(
                    directive,
                    "has \"" + word + "\", which is no page's origin (an origin has no path)"));
    return Cors.origins(words.stream().filter(Cors::isOrigin).distinct().toArray(String[]::new));
  }

  private static List<String> split(String text) {
    return List.of(text.strip().split("\\s+", -1)).stream()
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
