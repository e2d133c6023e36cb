package org.pushrelay.server.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.config.Template.Part;
import org.pushrelay.server.text.Directive;

/** Reads what is said of subscribers, and the locations where one asks for it. */
final class NchanInfo {
  /** Where one asks. */
  static final String LOCATION = "nchan_subscriber_info";

  /** Nchan's, but for the client's port, which is not known, and the process, which is one. */
  private static final Template DEFAULT =
      new Template(
          List.of(
              new Part.Variable("nchan_subscriber_type"),
              new Part.Literal(" "),
              new Part.Variable("remote_addr"),
              new Part.Literal(" "),
              new Part.Variable("http_user_agent"),
              new Part.Literal(" "),
              new Part.Variable("server_name"),
              new Part.Literal(" "),
              new Part.Variable("request_uri")));

  private final Variables variables;
  private final Problems problems;
  private final NchanNaming naming;
  private final NchanOrigins origins;

  NchanInfo(Variables variables, Values values, Problems problems) {
    Set<String> ofVisits = new HashSet<>(ProxyReader.VARIABLES);
    ofVisits.removeIf(name -> name.startsWith("proxy_"));
    this.variables = variables.and(ofVisits);
    this.problems = problems;
    this.naming = new NchanNaming(variables, values, problems);
    this.origins = new NchanOrigins(values, problems);
  }

  /** What is said of each subscriber. */
  Template text(Scope scope) {
    return scope
        .find("nchan_subscriber_info_string")
        .map(directive -> Template.parse(directive, directive.arg(0), variables, problems))
        .orElse(DEFAULT);
  }

  /** Where one asks. */
  Content location(Scope scope, Directive endpoint) {
    if (!naming.isThere(scope, NchanNaming.PUBLISHER)) {
      problems.error(endpoint, "needs a channel (expected: nchan_channel_id ...; beside it)");
    }
    return new Content.SubscriberInfo(
        PublisherConfig.DEFAULT
            .withNaming(naming.read(scope, NchanNaming.PUBLISHER))
            .withCors(origins.read(scope))
            .withProfile(WireProfile.NCHAN));
  }
}
