package org.pushrelay.server.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pushrelay.channel.ChannelId;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.Statistics;
import org.pushrelay.hook.AccessRequest;
import org.pushrelay.server.config.AccessRequestVariables;
import org.pushrelay.server.config.BuiltInVariables;
import org.pushrelay.server.config.LocationSettings.Assignment;
import org.pushrelay.server.config.NginxRegex.Captures;
import org.pushrelay.server.config.VariableContext;
import org.pushrelay.server.config.VariableSource;
import org.pushrelay.transport.PushRequest;
import org.pushrelay.transport.spi.RequestCopy;

/** A request that has found its server, with the variables that the configuration may use. */
final class RoutedRequest implements VariableSource, VariableContext {
  private static final ChannelInfo NO_CHANNEL =
      new ChannelInfo(0, 0, Optional.empty(), Duration.ZERO, Optional.empty());

  private final PushRequest request;
  private final String uri;
  private final ServerContext server;
  private final String remoteAddress;
  private @Nullable Variable set;
  private String checkedUser = "";
  private Captures captures = Captures.NONE;

  /** What the client asked for, if the request was sent on to elsewhere. */
  private @Nullable String originalTarget;

  private @Nullable RequestId requestId;

  /** What an endpoint knows of the request, if a hook of the endpoint asks. */
  private @Nullable AccessRequest accessRequest;

  /** Whether the names of the channels are being looked up: they cannot be made of themselves. */
  private boolean namesChannels;

  private int detours;
  private @Nullable LocationHandler chosen;

  /**
   * A request whose client is who has opened the connection.
   *
   * @param uri its path, normalised
   * @param server the surroundings
   */
  RoutedRequest(PushRequest request, String uri, ServerContext server) {
    this(request, uri, server, request.remoteAddress());
  }

  /**
   * A request.
   *
   * @param uri its path, normalised
   * @param server the surroundings
   * @param remoteAddress who the client is
   */
  RoutedRequest(PushRequest request, String uri, ServerContext server, String remoteAddress) {
    this.remoteAddress = remoteAddress;
    this.request = request;
    this.uri = uri;
    this.server = server;
  }

  @Override
  public String uri() {
    return uri;
  }

  /** A copy that stays valid: what hooks have of the request. */
  @Override
  public Optional<Object> context() {
    return Optional.of(kept());
  }

  /** A copy that stays valid. */
  RoutedRequest kept() {
    RoutedRequest copy = copy(RequestCopy.of(request), uri, detours);
    copy.chosen = chosen;
    return copy;
  }

  /**
   * Returns a copy of this request for another location: the variables that are set stay, and
   * {@code $request_uri} is the target that the client sent.
   *
   * @param internalTarget what is asked for there
   * @param path its path, normalised
   */
  RoutedRequest sentOn(RequestCopy internalTarget, String path) {
    return copy(internalTarget, path, detours + 1);
  }

  private RoutedRequest copy(PushRequest internalTarget, String path, int howOften) {
    RoutedRequest other = new RoutedRequest(internalTarget, path, server, remoteAddress);
    other.set = set;
    other.captures = captures;
    other.checkedUser = checkedUser;
    other.originalTarget = originalTarget();
    other.requestId = sharedId();
    other.detours = howOften;
    other.accessRequest = accessRequest;
    return other;
  }

  /**
   * The request of a visit, with the variables of the visit.
   *
   * @throws IllegalStateException if the visit did not come through this server
   */
  static RoutedRequest of(AccessRequest accessRequest) {
    if (!(accessRequest.context().orElse(null) instanceof RoutedRequest request)) {
      throw new IllegalStateException("a hook needs the variables of a request");
    }
    RoutedRequest visiting = request.copy(request.request, request.uri, request.detours);
    visiting.accessRequest = accessRequest;
    return visiting;
  }

  /** How often it was sent on. */
  int detours() {
    return detours;
  }

  @Override
  public String originalTarget() {
    if (originalTarget != null) {
      return originalTarget;
    }
    return query().isEmpty() ? path() : path() + "?" + query();
  }

  /** It is answered there. */
  void choose(LocationHandler location) {
    chosen = location;
  }

  LocationHandler chosen() {
    return requireNonNull(chosen, "chosen");
  }

  void matched(Captures caught) {
    captures = caught;
  }

  /** A variable that was set; of two with a name, the one that is nearer. */
  private record Variable(String name, String value, @Nullable Variable next) {}

  void assign(Assignment assignment) {
    define(assignment.variable(), assignment.value().of(this));
  }

  void define(String variable, String value) {
    set = new Variable(variable, value, set);
  }

  void checked(String user) {
    checkedUser = user;
  }

  /** The user whose password was checked; empty if there is none. */
  String checkedUser() {
    return checkedUser;
  }

  @Override
  public String value(String variable) {
    String visited =
        accessRequest == null ? null : AccessRequestVariables.value(accessRequest, variable);
    if (visited != null) {
      return visited;
    }
    for (Variable each = set; each != null; each = each.next()) {
      if (each.name().equals(variable)) {
        return each.value();
      }
    }
    String caught = captures.values().get(variable);
    return caught == null ? BuiltInVariables.value(variable, this) : caught;
  }

  @Override
  public String connectionAddress() {
    return request.remoteAddress();
  }

  @Override
  public String serverName() {
    return server.serverName();
  }

  @Override
  public String requestId() {
    return sharedId().text();
  }

  private RequestId sharedId() {
    RequestId id = requestId;
    if (id == null) {
      id = new RequestId();
      requestId = id;
    }
    return id;
  }

  @Override
  public ZonedDateTime time() {
    return AccessLogLine.now();
  }

  @Override
  public Statistics statistics() {
    return server.engine().statistics();
  }

  @Override
  public List<ChannelId> channels() {
    if (accessRequest != null) {
      return accessRequest.channels();
    }
    if (chosen == null || namesChannels) {
      return List.of();
    }
    namesChannels = true;
    try {
      return chosen.channels(this);
    } finally {
      namesChannels = false;
    }
  }

  @Override
  public Optional<ChannelInfo> channelInfo() {
    return channels().stream().findFirst().map(this::info);
  }

  private ChannelInfo info(ChannelId channel) {
    return server.engine().channel(channel).info().getNow(Optional.empty()).orElse(NO_CHANNEL);
  }

  @Override
  public String method() {
    return request.method();
  }

  @Override
  public String path() {
    return request.path();
  }

  @Override
  public String query() {
    return request.query();
  }

  @Override
  public List<String> headers(String name) {
    return request.headers(name);
  }

  @Override
  public Set<String> headerNames() {
    return request.headerNames();
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  /** The connection's, which is that of the client only if no proxy names another one. */
  @Override
  public int remotePort() {
    return remoteAddress.equals(request.remoteAddress()) ? request.remotePort() : 0;
  }

  @Override
  public String localAddress() {
    return request.localAddress();
  }

  @Override
  public int localPort() {
    return request.localPort();
  }

  @Override
  public String host() {
    return request.host();
  }

  @Override
  public String scheme() {
    return request.scheme();
  }

  @Override
  public String protocol() {
    return request.protocol();
  }
}
