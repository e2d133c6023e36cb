package org.pushrelay.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pushrelay.PushEngine;
import org.pushrelay.hook.Authorizer;
import org.pushrelay.hook.Hooks;
import org.pushrelay.hook.Verdict;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.server.config.Content;
import org.pushrelay.server.config.LocationSettings;
import org.pushrelay.server.config.RequestBuffer;
import org.pushrelay.server.config.Template;
import org.pushrelay.server.config.VirtualServer;
import org.pushrelay.server.files.StaticFiles;
import org.pushrelay.server.http.RunningLocation.RunningStep;
import org.pushrelay.server.status.HealthEndpoint;
import org.pushrelay.server.status.MetricsEndpoint;
import org.pushrelay.server.transport.StatusAnswer;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushResponse;

/** Puts servers and their locations to work. */
final class Locations {
  private final PushEngine engine;
  private final Executor disk;
  private final AccessLogs logs;
  private final Applications applications;
  private final @Nullable SubscriberList subscribers;

  /**
   * What locations have in common.
   *
   * @param subscribers the list that subscribers are in; null if nobody asks for it
   */
  Locations(
      PushEngine engine,
      Executor disk,
      AccessLogs logs,
      Applications applications,
      @Nullable SubscriberList subscribers) {
    this.applications = applications;
    this.subscribers = subscribers;
    this.engine = engine;
    this.disk = disk;
    this.logs = logs;
  }

  RunningServer start(VirtualServer server) throws IOException {
    try {
      return new RunningServer(server, engine, this::start);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private RunningLocation start(LocationSettings settings, InnerLocations inner) {
    List<AccessLog> opened = new ArrayList<>();
    try {
      for (Path path : settings.accessLogs()) {
        opened.add(logs.open(path));
      }
      return new RunningLocation(
          settings,
          steps(settings, inner),
          endpoint(settings.content(), inner),
          files(settings),
          proxy(settings, inner),
          opened);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<RunningStep> steps(LocationSettings settings, InnerLocations inner) {
    List<RunningStep> steps = new ArrayList<>();
    for (LocationSettings.Step step : settings.steps()) {
      if (step instanceof LocationSettings.Assignment assignment) {
        steps.add(new RunningLocation.Assigns(assignment));
      } else if (step instanceof LocationSettings.ReturnAnswer answer) {
        steps.add(new RunningLocation.Returns(answer));
      } else if (step instanceof LocationSettings.If choice) {
        steps.add(new RunningLocation.Chooses(choice.condition(), start(choice.settings(), inner)));
      }
    }
    return steps;
  }

  private ExchangeHandler endpoint(Content content, InnerLocations inner) throws IOException {
    if (content instanceof Content.Publisher publisher) {
      return HookedEndpoint.of(
          publisher.hooks(), inner, null, hooks -> publisher(publisher, hooks));
    }
    if (content instanceof Content.Subscriber subscriber) {
      return HookedEndpoint.of(
          subscriber.hooks(),
          inner,
          listing(subscriber.info()),
          hooks -> engine.subscriber(subscriber.config().withHooks(hooks), subscriber.events()));
    }
    if (content instanceof Content.PubSub both) {
      return HookedEndpoint.of(
          both.hooks(), inner, listing(both.info()), hooks -> pubSub(both, hooks));
    }
    if (content instanceof Content.Page page) {
      return page(page.resource());
    }
    return status(content);
  }

  private HookedEndpoint.@Nullable Listing listing(Template info) {
    return subscribers == null ? null : new HookedEndpoint.Listing(subscribers, info);
  }

  /**
   * Says who is in the list: as a publisher's endpoint, which finds the channel, and is answered
   * before anything of it is touched.
   */
  private ExchangeHandler subscriberInfo(PublisherConfig config) {
    Authorizer lines =
        Authorizer.of(
            visit ->
                Verdict.refuse(
                    PushResponse.of(
                        200,
                        List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
                        MessageBody.utf8(
                            subscribers == null ? "" : subscribers.lines(visit.channels())))));
    return engine.publisher(config.withHooks(Hooks.NONE.withAuthorizer(lines)));
  }

  private ExchangeHandler publisher(Content.Publisher publisher, Hooks hooks) {
    return buffered(
        publisher.config().withHooks(hooks),
        publisher.buffer(),
        config -> engine.publisher(config, publisher.events()));
  }

  private ExchangeHandler pubSub(Content.PubSub both, Hooks hooks) {
    return buffered(
        both.publisher().withHooks(hooks),
        both.buffer(),
        config -> engine.pubSub(config, both.subscriber().withHooks(hooks), both.events()));
  }

  private @Nullable Proxy proxy(LocationSettings settings, InnerLocations inner) {
    return settings.content() instanceof Content.Proxy content
        ? new Proxy(applications.start(content.config()), settings.maxBodyBytes(), inner)
        : null;
  }

  /** The endpoints for those who run the relay. */
  private ExchangeHandler status(Content content) {
    if (content instanceof Content.StubStatus) {
      return engine.stubStatus();
    }
    if (content instanceof Content.Health) {
      return new HealthEndpoint(engine);
    }
    if (content instanceof Content.Metrics) {
      return new MetricsEndpoint(engine);
    }
    if (content instanceof Content.SubscriberInfo info) {
      return subscriberInfo(info.config());
    }
    if (content instanceof Content.Group group) {
      return engine.group(group.config());
    }
    PushResponse nothing = StatusAnswer.of(404);
    return exchange -> exchange.respond(nothing);
  }

  private static ExchangeHandler buffered(
      PublisherConfig config,
      RequestBuffer buffer,
      Function<PublisherConfig, ExchangeHandler> endpoint) {
    ExchangeHandler usual = endpoint.apply(config);
    return buffer.isSame() ? usual : new BufferedPublisher(config, buffer, usual, endpoint);
  }

  private @Nullable StaticFiles files(LocationSettings settings) {
    return settings.content() instanceof Content.Files content
        ? new StaticFiles(content, settings.defaultType(), disk)
        : null;
  }

  private static ExchangeHandler page(String resource) throws IOException {
    try (InputStream in =
        Locations.class.getResourceAsStream("/org/pushrelay/server/" + resource)) {
      if (in == null) {
        throw new IOException(resource + " is missing in the program");
      }
      PushResponse page =
          PushResponse.of(
              200,
              List.of(
                  new Header("Content-Type", "text/html; charset=utf-8"),
                  new Header("X-Content-Type-Options", "nosniff")),
              MessageBody.wrap(in.readAllBytes()));
      PushResponse refusal = StatusAnswer.of(405).with(List.of(new Header("Allow", "GET, HEAD")));
      return exchange -> {
        String method = exchange.request().method();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        exchange.respond(reads ? page : refusal);
      };
    }
  }
}
