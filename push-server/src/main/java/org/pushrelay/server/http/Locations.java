package org.pushrelay.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.pushrelay.PushEngine;
import org.pushrelay.hook.Hooks;
import org.pushrelay.message.BufferPolicy;
import org.pushrelay.message.MessageBody;
import org.pushrelay.protocol.PublisherConfig;
import org.pushrelay.server.access.PasswordChecks;
import org.pushrelay.server.config.BufferPolicyTemplate;
import org.pushrelay.server.config.LocationContent;
import org.pushrelay.server.config.LocationSettings;
import org.pushrelay.server.config.Template;
import org.pushrelay.server.config.VariableContext;
import org.pushrelay.server.config.VirtualServer;
import org.pushrelay.server.files.StaticFiles;
import org.pushrelay.server.http.LocationHandler.RunningStep;
import org.pushrelay.server.status.HealthEndpoint;
import org.pushrelay.server.status.LoopWatch;
import org.pushrelay.server.status.MetricsEndpoint;
import org.pushrelay.server.status.StubStatusEndpoint;
import org.pushrelay.server.transport.StatusResponse;
import org.pushrelay.transport.ExchangeHandler;
import org.pushrelay.transport.Header;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.PushResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts servers and their locations to work. */
final class Locations {
  private static final Logger log = LoggerFactory.getLogger(Locations.class);

  private final PushEngine engine;
  private final ServerCounters serverCounters;
  private final Executor disk;
  private final PasswordChecks passwords;
  private final AccessLogs logs;
  private final ProxiedUpstreams applications;
  private final boolean listsSubscribers;
  private final LoopWatch watch;

  /**
   * What locations have in common.
   *
   * @param serverCounters what connections and requests there are
   * @param listsSubscribers whether a location may ask who subscribes
   */
  Locations(
      PushEngine engine,
      ServerCounters serverCounters,
      Executor disk,
      PasswordChecks passwords,
      AccessLogs logs,
      ProxiedUpstreams applications,
      boolean listsSubscribers,
      LoopWatch watch) {
    this.watch = watch;
    this.applications = applications;
    this.listsSubscribers = listsSubscribers;
    this.engine = engine;
    this.serverCounters = serverCounters;
    this.disk = disk;
    this.passwords = passwords;
    this.logs = logs;
  }

  ServerHandler start(VirtualServer server) throws IOException {
    try {
      return new ServerHandler(server, engine, this::start);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private LocationHandler start(LocationSettings settings, InternalRequests inner) {
    List<AccessLog> opened = new ArrayList<>();
    try {
      for (Path path : settings.accessLogs()) {
        opened.add(logs.open(path));
      }
      return new LocationHandler(
          settings,
          steps(settings, inner),
          endpoint(settings.content(), inner),
          files(settings),
          proxy(settings, inner),
          passwords,
          opened);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<RunningStep> steps(LocationSettings settings, InternalRequests inner) {
    List<RunningStep> steps = new ArrayList<>();
    for (LocationSettings.Step step : settings.steps()) {
      if (step instanceof LocationSettings.Assignment assignment) {
        steps.add(new LocationHandler.Assigns(assignment));
      } else if (step instanceof LocationSettings.ReturnResponse response) {
        steps.add(new LocationHandler.Returns(response));
      } else if (step instanceof LocationSettings.If choice) {
        steps.add(new LocationHandler.Chooses(choice.condition(), start(choice.settings(), inner)));
      }
    }
    return steps;
  }

  private ExchangeHandler endpoint(LocationContent content, InternalRequests inner)
      throws IOException {
    if (content instanceof LocationContent.Publisher publisher) {
      Hooks hooks = HookCalls.hooks(publisher.hooks(), inner);
      return engine.publisher(
          buffered(publisher.config(), publisher.buffer()).toBuilder().hooks(hooks).build());
    }
    if (content instanceof LocationContent.Subscriber subscriber) {
      Hooks hooks = listed(HookCalls.hooks(subscriber.hooks(), inner), subscriber.info());
      return engine.subscriber(subscriber.config().toBuilder().hooks(hooks).build());
    }
    if (content instanceof LocationContent.PubSub both) {
      Hooks hooks = HookCalls.hooks(both.hooks(), inner);
      return engine.pubSub(
          buffered(both.publisher(), both.buffer()).toBuilder().hooks(hooks).build(),
          both.subscriber().toBuilder().hooks(listed(hooks, both.info())).build());
    }
    if (content instanceof LocationContent.Page page) {
      return page(page.resource());
    }
    return status(content);
  }

  private Hooks listed(Hooks hooks, Template info) {
    return listsSubscribers
        ? hooks.toBuilder().info(visit -> info.of(RoutedRequest.of(visit))).build()
        : hooks;
  }

  private @Nullable Proxy proxy(LocationSettings settings, InternalRequests inner) {
    return settings.content() instanceof LocationContent.Proxy content
        ? new Proxy(applications.start(content.config()), settings.maxBodyBytes(), inner)
        : null;
  }

  /** Returns the endpoint for operators of the relay that the content describes. */
  private ExchangeHandler status(LocationContent content) {
    if (content instanceof LocationContent.NginxStatus) {
      return new StubStatusEndpoint(serverCounters::connections, serverCounters::requests);
    }
    if (content instanceof LocationContent.StubStatus) {
      return engine.stubStatus();
    }
    if (content instanceof LocationContent.Health) {
      return new HealthEndpoint(engine, watch);
    }
    if (content instanceof LocationContent.Metrics) {
      return new MetricsEndpoint(engine);
    }
    if (content instanceof LocationContent.SubscriberInfo info) {
      return engine.subscriberInfo(info.config());
    }
    if (content instanceof LocationContent.Group group) {
      return engine.group(group.config());
    }
    PushResponse nothing = StatusResponse.of(404);
    return exchange -> exchange.respond(nothing);
  }

  /** The settings of a publisher whose requests may say how their messages are kept. */
  private static PublisherConfig buffered(PublisherConfig config, BufferPolicyTemplate buffer) {
    return buffer.isSame()
        ? config
        : config.toBuilder().buffers(request -> policy(buffer, request, config.buffer())).build();
  }

  private static BufferPolicy policy(
      BufferPolicyTemplate buffer, PushRequest request, BufferPolicy otherwise) {
    if (!(request instanceof VariableContext values)) {
      throw new IllegalStateException("a buffer needs the variables of a request");
    }
    try {
      return buffer.of(values, otherwise);
    } catch (BufferPolicyTemplate.UnusableValueException e) {
      log.error("A message is refused: {}", e.detail());
      throw e;
    }
  }

  private @Nullable StaticFiles files(LocationSettings settings) {
    return settings.content() instanceof LocationContent.Files content
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
      PushResponse refusal = StatusResponse.of(405).with(List.of(new Header("Allow", "GET, HEAD")));
      return exchange -> {
        String method = exchange.request().method();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        exchange.respond(reads ? page : refusal);
      };
    }
  }
}
