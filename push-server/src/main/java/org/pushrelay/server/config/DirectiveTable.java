package org.pushrelay.server.config;

import static org.pushrelay.server.config.Context.HTTP;
import static org.pushrelay.server.config.Context.LOCATION;
import static org.pushrelay.server.config.Context.MAIN;
import static org.pushrelay.server.config.Context.SERVER;
import static org.pushrelay.server.config.DirectiveSpec.ANY;
import static org.pushrelay.server.config.DirectiveSpec.block;
import static org.pushrelay.server.config.DirectiveSpec.simple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All directives that are honoured. */
final class DirectiveTable {
  private static final Context[] ALL = {HTTP, SERVER, LOCATION};

  private static final List<DirectiveSpec> COMMON =
      List.of(
          block("http", 0, 0, MAIN),
          block("server", 0, 0, HTTP).repeatable(),
          block("location", 1, 2, SERVER, LOCATION).repeatable(),
          block("upstream", 1, 1, HTTP).repeatable(),
          simple("worker_processes", 1, 1, MAIN),
          // servers and names
          simple("listen", 1, ANY, SERVER).repeatable(),
          simple("server_name", 1, ANY, SERVER).repeatable(),
          simple("ssl_certificate", 1, 1, HTTP, SERVER),
          simple("ssl_certificate_key", 1, 1, HTTP, SERVER),
          simple("http2", 1, 1, HTTP, SERVER),
          simple("client_header_timeout", 1, 1, HTTP, SERVER),
          simple("client_body_timeout", 1, 1, ALL),
          simple("keepalive_timeout", 1, 2, ALL),
          simple("error_log", 1, 2, MAIN, HTTP, SERVER, LOCATION),
          // what every location may say
          simple("internal", 0, 0, LOCATION),
          simple("set_real_ip_from", 1, 1, HTTP, SERVER).repeatable(),
          simple("real_ip_header", 1, 1, HTTP, SERVER),
          simple("real_ip_recursive", 1, 1, HTTP, SERVER),
          simple("set", 2, 2, SERVER, LOCATION).repeatable(),
          block("if", 1, ANY, SERVER, LOCATION).repeatable(),
          simple("return", 1, 2, SERVER, LOCATION),
          simple("default_type", 1, 1, ALL),
          simple("add_header", 2, 3, ALL).repeatable(),
          simple("gzip", 1, 1, ALL),
          simple("gzip_min_length", 1, 1, ALL),
          simple("gzip_types", 1, ANY, ALL),
          simple("gzip_comp_level", 1, 1, ALL),
          simple("gzip_vary", 1, 1, ALL),
          simple("client_max_body_size", 1, 1, ALL),
          simple("allow", 1, 1, ALL).repeatable(),
          simple("deny", 1, 1, ALL).repeatable(),
          simple("auth_basic", 1, 1, ALL),
          simple("auth_basic_user_file", 1, 1, ALL),
          simple("access_log", 1, ANY, ALL).repeatable(),
          simple("root", 1, 1, ALL),
          simple("alias", 1, 1, LOCATION),
          simple("index", 1, ANY, ALL),
          // applications
          simple("proxy_pass", 1, 1, LOCATION),
          simple("proxy_set_header", 2, 2, ALL).repeatable(),
          simple("proxy_pass_request_headers", 1, 1, ALL),
          simple("proxy_pass_request_body", 1, 1, ALL),
          simple("proxy_method", 1, 1, ALL),
          simple("proxy_set_body", 1, 1, ALL),
          simple("proxy_connect_timeout", 1, 1, ALL),
          simple("proxy_read_timeout", 1, 1, ALL),
          // the relay
          simple("push_profile", 1, 1, ALL),
          simple("push_close_delimited_streams", 1, 1, ALL),
          simple("push_publisher", 0, 0, SERVER, LOCATION),
          simple("push_subscriber", 0, 1, SERVER, LOCATION),
          simple("stub_status", 0, 1, SERVER, LOCATION),
          simple("push_health", 0, 0, SERVER, LOCATION),
          simple("push_metrics", 0, 0, SERVER, LOCATION),
          simple("push_max_reserved_memory", 1, 1, HTTP),
          simple("push_max_buffer_memory", 1, 1, HTTP),
          simple("push_max_connection_memory", 1, 1, HTTP),
          simple("push_max_channels_per_address", 1, 1, HTTP),
          simple("push_subscriber_concurrency", 1, 1, ALL),
          simple("push_subscriber_timeout", 1, 1, ALL),
          simple("push_max_channel_subscribers", 1, 1, ALL),
          simple("push_authorized_channels_only", 1, 1, ALL),
          simple("push_ignore_queue_on_no_cache", 1, 1, ALL),
          simple("push_store_messages", 1, 1, ALL),
          simple("push_min_message_buffer_length", 1, 1, ALL),
          simple("push_max_message_buffer_length", 1, 1, ALL),
          simple("push_message_buffer_length", 1, 1, ALL),
          simple("push_delete_oldest_received_message", 1, 1, ALL),
          simple("push_message_timeout", 1, 1, ALL),
          simple("push_channel_timeout", 1, 1, ALL),
          simple("push_channel_group", 1, 1, ALL),
          simple("push_stream_gaps", 1, 1, ALL),
          simple("push_max_channel_id_length", 1, 1, ALL));

  private static final Map<String, DirectiveSpec> SPECS =
      Stream.concat(COMMON.stream(), NchanDirectives.honoured())
          .collect(Collectors.toUnmodifiableMap(DirectiveSpec::name, Function.identity()));

  private DirectiveTable() {}

  static Optional<DirectiveSpec> find(String name) {
    return Optional.ofNullable(SPECS.get(name));
  }

  static Set<String> names() {
    return SPECS.keySet();
  }
}
