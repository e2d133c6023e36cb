package org.pushrelay.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.SECONDS;
import static java.util.Map.entry;

import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.pushrelay.channel.ChannelInfo;
import org.pushrelay.channel.Statistics;
import org.pushrelay.protocol.WireProfile;
import org.pushrelay.server.access.BasicCredentials;

/**
 * The variables that every request has. This is the only place that names them: a name is known to
 * a configuration exactly if its value can be found here.
 */
public final class BuiltInVariables {
  private static final DateTimeFormatter ISO_8601 =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
  private static final String CHANNEL = "nchan_channel_";
  private static final String PID = Long.toString(ProcessHandle.current().pid());

  private static final Map<String, Function<VariableSource, String>> VALUES = new HashMap<>();

  private static final Map<String, BiFunction<VariableSource, String, String>> FAMILIES =
      Map.ofEntries(
          entry("arg_", (request, name) -> request.argument(name).orElse("")),
          entry("http_", BuiltInVariables::header),
          entry("cookie_", BuiltInVariables::cookie));

  static {
    VALUES.put("uri", VariableSource::uri);
    VALUES.put("document_uri", VariableSource::uri);
    VALUES.put("args", VariableSource::query);
    VALUES.put("query_string", VariableSource::query);
    VALUES.put("is_args", request -> request.query().isEmpty() ? "" : "?");
    VALUES.put("request", BuiltInVariables::requestLine);
    VALUES.put("request_uri", VariableSource::originalTarget);
    VALUES.put("request_method", VariableSource::method);
    VALUES.put("request_id", VariableSource::requestId);
    VALUES.put("request_length", request -> Long.toString(length(request)));
    VALUES.put("remote_addr", VariableSource::remoteAddress);
    VALUES.put("remote_port", request -> port(request.remotePort()));
    VALUES.put("remote_user", BuiltInVariables::user);
    VALUES.put("realip_remote_addr", VariableSource::connectionAddress);
    VALUES.put("host", BuiltInVariables::host);
    VALUES.put("scheme", VariableSource::scheme);
    VALUES.put("https", request -> request.scheme().equals("https") ? "on" : "");
    VALUES.put("server_name", VariableSource::serverName);
    VALUES.put("server_addr", VariableSource::localAddress);
    VALUES.put("server_port", request -> port(request.localPort()));
    VALUES.put("server_protocol", VariableSource::protocol);
    VALUES.put("content_type", request -> request.header("Content-Type").orElse(""));
    VALUES.put("content_length", request -> request.header("Content-Length").orElse(""));
    VALUES.put("time_iso8601", request -> ISO_8601.format(request.time()));
    VALUES.put("time_local", request -> LOCAL.format(request.time()));
    VALUES.put("msec", BuiltInVariables::seconds);
    VALUES.put("pid", request -> PID);
    VALUES.put("nchan_version", request -> WireProfile.NCHAN_VERSION);
    ofChannel("subscriber_count", ChannelInfo::subscribers);
    ofChannel("message_count", ChannelInfo::messages);
    VALUES.put(CHANNEL + "subscriber_last_seen", BuiltInVariables::lastSeen);
    for (String name : ChannelVariables.names()) {
      VALUES.put(name, request -> ChannelVariables.value(name, request.channels()));
    }
    ofStatus("total_published_messages", Statistics::published);
    ofStatus("stored_messages", Statistics::messages);
    ofStatus("channels", Statistics::channels);
    ofStatus("subscribers", Statistics::subscribers);
    VALUES.put(
        "nchan_stub_status_shared_memory_used",
        request -> request.statistics().usedBytes() / 1024 + "K");
    // what a relay in one process, without Redis, does not have
    for (String absent :
        List.of(
            "redis_pending_commands",
            "redis_connected_servers",
            "redis_unhealthy_upstreams",
            "total_redis_commands_sent",
            "total_ipc_alerts_received",
            "total_ipc_alerts_sent",
            "ipc_alerts_in_transit",
            "ipc_queued_alerts",
            "total_ipc_send_delay",
            "total_ipc_receive_delay")) {
      ofStatus(absent, statistics -> 0);
    }
  }

  private BuiltInVariables() {}

  private static void ofChannel(String name, ToIntFunction<ChannelInfo> number) {
    VALUES.put(
        CHANNEL + name,
        request ->
            request
                .channelInfo()
                .map(info -> Integer.toString(number.applyAsInt(info)))
                .orElse(""));
  }

  private static void ofStatus(String name, ToLongFunction<Statistics> number) {
    VALUES.put(
        "nchan_stub_status_" + name,
        request -> Long.toString(number.applyAsLong(request.statistics())));
  }

  /** The names, without those of families as {@code arg_NAME}. */
  static Set<String> names() {
    return Collections.unmodifiableSet(VALUES.keySet());
  }

  /** Whether every request has a variable of this name. */
  static boolean has(String name) {
    return VALUES.containsKey(name) || FAMILIES.keySet().stream().anyMatch(name::startsWith);
  }

  /** Whether the value is that of the moment when the response begins, and not of the request. */
  public static boolean isOfResponse(String name) {
    return name.startsWith(CHANNEL)
        && VALUES.containsKey(name)
        && !ChannelVariables.names().contains(name);
  }

  /** The value for a request; empty if there is no built-in variable of this name. */
  public static String value(String name, VariableSource request) {
    Function<VariableSource, String> value = VALUES.get(name);
    if (value != null) {
      return value.apply(request);
    }
    int family = name.indexOf('_') + 1;
    BiFunction<VariableSource, String, String> values = FAMILIES.get(name.substring(0, family));
    return values == null ? "" : values.apply(request, name.substring(family));
  }

  private static String port(int port) {
    return port == 0 ? "" : Integer.toString(port);
  }

  private static String requestLine(VariableSource request) {
    return request.method() + " " + request.originalTarget() + " " + request.protocol();
  }

  /** The length of the request as HTTP/1.1 writes it, with the body that it announces. */
  private static long length(VariableSource request) {
    long length = requestLine(request).getBytes(UTF_8).length + 4L;
    for (String name : request.headerNames()) {
      for (String value : request.headers(name)) {
        length += name.length() + value.length() + 4L;
      }
    }
    String body = request.header("Content-Length").orElse("0");
    return body.matches("\\d{1,18}") ? length + Long.parseLong(body) : length;
  }

  /** The user that the client names, as nginx has it: its password need not have been checked. */
  private static String user(VariableSource request) {
    return BasicCredentials.parse(request.headers("Authorization"))
        .map(BasicCredentials::user)
        .orElse("");
  }

  private static String host(VariableSource request) {
    String host = request.host();
    return host.isEmpty() ? request.serverName() : host.toLowerCase(Locale.ROOT);
  }

  private static String seconds(VariableSource request) {
    long millis = request.time().toInstant().toEpochMilli();
    return String.format(Locale.ROOT, "%d.%03d", millis / 1000, millis % 1000);
  }

  private static String lastSeen(VariableSource request) {
    return request
        .channelInfo()
        .map(
            info ->
                info.sinceRequest()
                    .map(since -> request.time().minus(since).truncatedTo(SECONDS))
                    .map(time -> Long.toString(time.toEpochSecond()))
                    .orElse("0"))
        .orElse("");
  }

  private static String header(VariableSource request, String variable) {
    String name = variable.replace('_', '-');
    // RFC 9113, 8.2.3: HTTP/2 may split cookies, and a comma would be part of one
    return String.join(name.equals("cookie") ? "; " : ", ", request.headers(name));
  }

  private static String cookie(VariableSource request, String name) {
    for (String header : request.headers("Cookie")) {
      for (String pair : header.split("[;,]", -1)) {
        String cookie = pair.strip();
        int equals = cookie.indexOf('=');
        if (equals > 0 && cookie.substring(0, equals).strip().equalsIgnoreCase(name)) {
          return cookie.substring(equals + 1).strip();
        }
      }
    }
    return "";
  }
}
