package org.pushrelay.server.config;

import java.util.Optional;
import org.pushrelay.protocol.MetaEventConfig;
import org.pushrelay.server.text.Directive;

/** Reads where a location of Nchan's publishes what happens on its channels. */
final class NchanEvents {
  private static final String CHANNEL = "nchan_channel_events_channel_id";
  private static final String TEXT = "nchan_channel_event_string";

  private final Variables variables;
  private final Variables withEvent;
  private final Problems problems;

  NchanEvents(Variables variables, Problems problems) {
    this.variables = variables;
    this.withEvent = variables.and(MetaEventTemplate.VARIABLES);
    this.problems = problems;
  }

  /** What is published, and to which channel. */
  MetaEventConfig read(Scope scope) {
    // read even without a channel, so that a mistake is told
    Optional<MetaEventTemplate> text =
        scope
            .find(TEXT)
            .map(d -> new MetaEventTemplate(Template.parse(d, d.arg(0), withEvent, problems)));
    Optional<Directive> channel = scope.find(CHANNEL);
    if (channel.isEmpty()) {
      return MetaEventConfig.NONE;
    }
    Template name = Template.parse(channel.get(), channel.get().arg(0), variables, problems);
    MetaEventConfig events = MetaEventConfig.of(NchanNaming.resolver(name));
    return text.map(found -> events.toBuilder().template(found).build()).orElse(events);
  }
}
