package org.pushrelay.server.config;

import java.util.Optional;

/** Looks whether the locations exist that the hooks of a server ask. */
final class HookTargets {
  private final VirtualServer server;
  private final Problems problems;

  HookTargets(VirtualServer server, Problems problems) {
    this.server = server;
    this.problems = problems;
  }

  /** Notes each hook that asks a path which no location serves. */
  void check() {
    check(server.settings());
    server.locations().stream()
        .flatMap(Location::withNested)
        .forEach(location -> check(location.settings()));
  }

  private void check(LocationSettings settings) {
    settings.content().asked().uris().forEach(this::check);
    for (LocationSettings.Step step : settings.steps()) {
      if (step instanceof LocationSettings.If choice) {
        check(choice.settings());
      }
    }
  }

  private void check(HookUri hook) {
    Optional<String> path = hook.fixedPath();
    boolean served =
        path.isEmpty()
            || serves(
                Location.find(server.locations(), path.get())
                    .map(found -> found.location().settings())
                    .orElse(server.settings()));
    if (!served) {
      problems.note(
          hook.position(),
          "\""
              + hook.directive()
              + "\" asks "
              + path.get()
              + ", which no location of this server serves: all that is asked is refused");
    }
  }

  /** Whether there may be another response than 404. */
  private static boolean serves(LocationSettings settings) {
    return !(settings.content() instanceof LocationContent.Nothing) || !settings.steps().isEmpty();
  }
}
