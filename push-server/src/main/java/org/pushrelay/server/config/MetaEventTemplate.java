package org.pushrelay.server.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.pushrelay.protocol.MetaEventConfig;
import org.pushrelay.protocol.MetaEventConfig.Event;
import org.pushrelay.server.config.Template.Part;
import org.pushrelay.transport.PushRequest;

/**
 * The text of an event, with variables of the request and of the event ({@code
 * nchan_channel_event_string}). Immutable.
 *
 * @param template the text
 */
record MetaEventTemplate(Template template) implements MetaEventConfig.Template {
  private static final String EVENT = "nchan_channel_event";
  private static final String CHANNEL = "nchan_channel_id";

  /** The variables of an event. */
  static final Set<String> VARIABLES = Set.of(EVENT, CHANNEL);

  MetaEventTemplate {
    requireNonNull(template, "template");
  }

  @Override
  public Function<Event, String> of(PushRequest request) {
    List<Part> parts = template.parts().stream().map(part -> constant(part, request)).toList();
    Template rest = new Template(parts);
    return event -> rest.of(variable -> value(variable, event));
  }

  /**
   * What is of the request is taken of it now, since an event may come when the request is over.
   */
  private static Part constant(Part part, PushRequest request) {
    return part instanceof Part.Variable variable
            && !VARIABLES.contains(variable.name())
            && request instanceof VariableContext values
        ? new Part.Literal(values.value(variable.name()))
        : part;
  }

  private static String value(String variable, Event event) {
    return switch (variable) {
      case EVENT -> event.name();
      case CHANNEL -> event.channelNames();
      default -> "";
    };
  }
}
