package org.pushrelay.server.config;

import java.util.Optional;
import org.pushrelay.protocol.WebSocketConfig;
import org.pushrelay.server.text.Directive;

/** Reads how WebSockets are spoken in a location of Nchan's. */
final class NchanWebSockets {
  private static final String DEFLATES = "nchan_deflate_message_for_websocket";
  private static final String DEFLATE_LEVEL = "nchan_permessage_deflate_compression_level";

  /** As zlib has it when nothing is said. */
  private static final int LEVEL = 6;

  private final DirectiveArguments values;
  private final Problems problems;

  NchanWebSockets(DirectiveArguments values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  WebSocketConfig read(Scope scope) {
    WebSocketConfig config = WebSocketConfig.DEFAULT;
    config =
        config.toBuilder()
            .pingInterval(
                values.time(scope, "nchan_websocket_ping_interval", config.pingInterval()))
            .build();
    int level = values.read(scope, DEFLATE_LEVEL, LEVEL, this::level);
    if (values.flag(scope, DEFLATES, false)) {
      config = config.toBuilder().deflateLevel(level).build();
    }
    Optional<Directive> heartbeat = scope.find("nchan_websocket_client_heartbeat");
    if (heartbeat.isEmpty()) {
      return config;
    }
    if (heartbeat.get().arg(0).isEmpty()) {
      problems.error(heartbeat.get(), "has an empty question (expected: a text, and its answer)");
      return config;
    }
    return config.toBuilder()
        .clientHeartbeat(heartbeat.get().arg(0), heartbeat.get().arg(1))
        .build();
  }

  /** Tells of settings of a location that publishes nothing: messages are compressed there. */
  void noteUnused(Scope scope) {
    scope
        .own(DEFLATES, DEFLATE_LEVEL)
        .forEach(
            directive ->
                problems.note(
                    directive,
                    "has no effect here: messages are compressed by the location that publishes"
                        + " them"));
  }

  /** Level 0 is no compression, which is what leaving the directive out means. */
  private Optional<Integer> level(Directive directive) {
    Optional<Integer> level = values.number(directive);
    if (level.isPresent() && level.get() > 9) {
      problems.error(directive, "is \"" + level.get() + "\" (expected: 0 to 9)");
      return Optional.empty();
    }
    return level;
  }
}
