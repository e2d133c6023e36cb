package org.pushrelay.server.config;

import org.pushrelay.protocol.SubscriberInfoConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.text.Directive;

/** Reads what is said of subscribers, and the locations where one asks for it. */
final class NchanInfo {
  /** Where one asks. */
  static final String LOCATION = "nchan_subscriber_info";

  private static final Template DEFAULT =
      Template.of(
          "$nchan_subscriber_type $remote_addr:$remote_port $http_user_agent $server_name"
              + " $request_uri $pid");

  private final Variables variables;
  private final Problems problems;
  private final NchanNaming naming;
  private final NchanOrigins origins;

  NchanInfo(Variables variables, DirectiveArguments values, Problems problems) {
    this.variables = variables.and(AccessRequestVariables.names());
    this.problems = problems;
    this.naming = new NchanNaming(variables, values, problems);
    this.origins = new NchanOrigins(variables, values, problems);
  }

  /** What is said of each subscriber. */
  Template text(Scope scope) {
    return scope
        .find("nchan_subscriber_info_string")
        .map(directive -> Template.parse(directive, directive.arg(0), variables, problems))
        .orElse(DEFAULT);
  }

  /** Where one asks. */
  LocationContent location(Scope scope, Directive endpoint) {
    if (!naming.isThere(scope, NchanNaming.PUBLISHER)) {
      problems.error(endpoint, "needs a channel (expected: nchan_channel_id ...; beside it)");
    }
    origins.noteDefault(scope, endpoint, WireProfile.NCHAN);
    return new LocationContent.SubscriberInfo(
        SubscriberInfoConfig.builder()
            .naming(naming.read(scope, NchanNaming.PUBLISHER))
            .cors(origins.read(scope, WireProfile.NCHAN))
            .profile(WireProfile.NCHAN)
            .build());
  }
}
