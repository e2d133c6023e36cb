package org.pushrelay.server.config;

import java.util.List;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.protocol.WireProfile.Trait;
import org.pushrelay.server.text.Directive;

/**
 * Reads which wire profile the publishers and subscribers of a scope follow, and where they depart
 * from it.
 */
final class WireProfileReader {
  private static final String PROFILE = "push_profile";
  private static final String UNFRAMED = "push_close_delimited_streams";

  /** Nchan serves a cursor that is older than the buffer without a word. */
  private static final String STREAM_GAPS = "push_stream_gaps";

  /** Those that concern streams only. */
  static final String[] OF_STREAMS = {UNFRAMED, STREAM_GAPS};

  /** All directives that are read here. They stand beside NHPM's and Nchan's endpoints alike. */
  static final List<String> DIRECTIVES = List.of(PROFILE, UNFRAMED, STREAM_GAPS);

  private static final List<String> NAMES = List.of("nhpm", "nchan", "standard");

  private final DirectiveArguments values;

  WireProfileReader(DirectiveArguments values) {
    this.values = values;
  }

  /**
   * Returns the profile.
   *
   * @param byDefault the profile where the configuration names none
   */
  WireProfile read(Scope scope, WireProfile byDefault) {
    WireProfile profile = scope.find(PROFILE).map(d -> named(d, byDefault)).orElse(byDefault);
    if (values.flag(scope, UNFRAMED, false)) {
      profile = profile.with(Trait.UNFRAMED_STREAMS);
    }
    return values.flag(scope, STREAM_GAPS, true) ? profile : profile.without(Trait.GAP_IN_STREAMS);
  }

  private WireProfile named(Directive directive, WireProfile byDefault) {
    return switch (values.oneOf(directive, NAMES, "")) {
      case "nhpm" -> WireProfile.NHPM;
      case "nchan" -> WireProfile.NCHAN;
      case "standard" -> WireProfile.STANDARD;
      default -> byDefault;
    };
  }
}
