package org.pushrelay.server.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/** nginx's directives that are ignored, and those that are refused. */
final class UnsupportedDirectives {
  private static final Map<String, UnsupportedDirective> BY_NAME = new HashMap<>();
  private static final Map<Pattern, UnsupportedDirective> FAMILIES = new LinkedHashMap<>();

  /** Directives that turn off what the relay does not do. */
  private static final Set<String> OFF =
      Set.of(
          "proxy_cache off",
          "auth_request off",
          "satisfy all",
          "ssl off",
          "ssl_verify_client off",
          "gunzip off",
          "ssi off",
          "userid off",
          "modsecurity off",
          "limit_rate 0");

  static {
    harmless(
        "the relay is one process, and its threads serve all connections",
        "worker_connections worker_cpu_affinity worker_priority events use"
            + " multi_accept accept_mutex accept_mutex_delay master_process thread_pool"
            + " worker_shutdown_timeout worker_aio_requests debug_connection debug_points");
    harmless(
        "the program runs as the user, in the directory and with the limits that it was started with",
        "user pid daemon lock_file env worker_rlimit_nofile worker_rlimit_core"
            + " working_directory timer_resolution pcre_jit load_module");
    harmless(
        "files are read and sent piece by piece",
        "sendfile sendfile_max_chunk aio aio_write directio directio_alignment output_buffers"
            + " read_ahead disable_symlinks max_ranges");
    harmless(
        "a message is sent at once, in as few packets as it needs",
        "tcp_nopush tcp_nodelay postpone_output send_lowat chunked_transfer_encoding");
    harmless(
        "a client that takes nothing of a response for 60 seconds is closed (on Netty, the default)",
        "send_timeout reset_timedout_connection lingering_close lingering_time lingering_timeout");
    harmless("the relay speaks HTTP/1.1 and HTTP/2", "http3 http3_.+ quic_.+ http2_.+ early_hints");
    harmless(
        "a connection may carry any number of requests",
        "keepalive_requests keepalive_disable keepalive_time");
    harmless(
        "tables and buffers grow by themselves",
        "types_hash_max_size types_hash_bucket_size server_names_hash_max_size"
            + " server_names_hash_bucket_size variables_hash_max_size variables_hash_bucket_size"
            + " map_hash_max_size map_hash_bucket_size connection_pool_size request_pool_size"
            + " client_body_buffer_size client_body_temp_path client_body_in_file_only"
            + " client_body_in_single_buffer open_file_cache open_file_cache_valid"
            + " open_file_cache_min_uses open_file_cache_errors open_log_file_cache gzip_buffers");
    harmless(
        "a request line and its headers may have 16k together",
        "client_header_buffer_size large_client_header_buffers");
    harmless("the relay never tells its version", "server_tokens");
    harmless(
        "access logs are written in the combined format", "log_format log_subrequest rewrite_log");
    harmless("the built-in content types are used", "types");
    harmless("content types are sent as they were given", "charset charset_types");
    harmless(
        "errors are answered with a short text",
        "error_page recursive_error_pages log_not_found msie_padding msie_refresh");
    harmless(
        "directories are never listed", "autoindex autoindex_.+ fancyindex(_.+)? random_index");
    harmless("messages and files carry no expiry date", "expires");
    harmless(
        "slashes are merged, and header names may have any letters",
        "merge_slashes ignore_invalid_headers underscores_in_headers");
    harmless("files have an Etag and a Last-Modified", "etag if_modified_since");
    harmless(
        "redirects go to the host that the client named",
        "server_name_in_redirect port_in_redirect absolute_redirect");
    harmless(
        "a client that accepts gzip gets it",
        "gzip_proxied gzip_disable gzip_http_version gzip_static");
    harmless(
        "TLS 1.2 and 1.3 with the safe cipher suites of the JDK are used",
        "ssl_protocols ssl_ciphers ssl_prefer_server_ciphers ssl_session_cache"
            + " ssl_session_timeout ssl_session_tickets ssl_dhparam ssl_ecdh_curve ssl_buffer_size"
            + " ssl_stapling ssl_stapling_verify ssl_trusted_certificate ssl_early_data");
    harmless("names are looked up by the system", "resolver resolver_timeout");
    harmless(
        "what an application answers is read as a whole, up to 16 MiB, and then sent",
        "proxy_buffering proxy_buffers proxy_buffer_size proxy_busy_buffers_size"
            + " proxy_max_temp_file_size proxy_temp_path proxy_temp_file_write_size"
            + " proxy_request_buffering proxy_send_timeout proxy_send_lowat proxy_limit_rate");
    harmless(
        "connections to applications are HTTP/1.1 and stay open",
        "proxy_http_version proxy_socket_keepalive");
    harmless("a call goes on when the client has left", "proxy_ignore_client_abort");
    harmless(
        "the next server is asked where one cannot be connected to",
        "proxy_next_upstream proxy_next_upstream_tries proxy_next_upstream_timeout");
    harmless("redirects go to the client as the application wrote them", "proxy_redirect");
    harmless(
        "tables grow by themselves", "proxy_headers_hash_max_size proxy_headers_hash_bucket_size");
    harmless("the relay is not a cache", "proxy_no_cache proxy_cache_.+");
    harmless("errors of applications go to the client as they are", "proxy_intercept_errors");
    harmless("a response to a hook may have 16 MiB", "subrequest_output_buffer_size");
    harmless("gzip is the only compression", "brotli(_.+)? zstd(_.+)?");
    harmless(
        "only what uses it would be refused",
        "limit_req_zone limit_conn_zone limit_zone limit_req_status limit_req_log_level"
            + " limit_conn_status limit_conn_log_level");
    harmless("variables that are not set are empty", "uninitialized_variable_warn");

    refused("the relay calls applications, and is no cache or filter in front of them", "proxy_.+");
    refused(
        "the relay does not rewrite requests (expected: locations and return)", "rewrite break");
    refused(
        "files are looked up by their path only (expected: $uri =404, or $uri $uri/ =404)",
        "try_files");
    refused(
        "variables are defined by set only (expected: set, perhaps in an if)",
        "map geo split_clients");
    refused(
        "the relay has no such limits: let the proxy in front of it limit rates",
        "limit_rate(_after)?");
    refused(
        "the relay limits no methods (expected: if ($request_method !~ GET) { return 403; })",
        "limit_except");
    refused("both allow/deny and auth_basic have to be satisfied, always", "satisfy");
    refused(
        "the relay does not ask clients for certificates: let the proxy in front of it do that",
        "ssl_client_certificate ssl_verify_client ssl_verify_depth ssl_crl ssl_ocsp(_.+)?");
    refused("keys have to be stored without a password", "ssl_password_file");
    refused("\"listen ... ssl\" says so instead", "ssl");
    refused("a server has a certificate, or none of its address has", "ssl_reject_handshake");
    refused("responses have no trailers (expected: add_header)", "add_trailer");
    refused("the relay speaks HTTP only", "stream mail");
    renamed("push_publisher", "push_sender");
    renamed("push_subscriber", "push_listener");
    renamed("push_subscriber_concurrency", "push_listener_concurrency");
    renamed("push_subscriber_timeout", "push_listener_timeout");
    renamed("push_store_messages", "push_queue_messages");
    renamed("push_max_message_buffer_length", "push_max_message_queue_length");
    renamed("push_min_message_buffer_length", "push_min_message_queue_length");
    renamed("push_message_buffer_length", "push_message_queue_length");
    renamed("push_max_reserved_memory", "push_buffer_size");
    renamed("push_delete_oldest_received_message", "push_min_message_recipients");
  }

  private UnsupportedDirectives() {}

  private static void harmless(String why, String names) {
    add(UnsupportedDirective.ignored(why), names);
  }

  private static void refused(String why, String names) {
    add(UnsupportedDirective.refused(why), names);
  }

  private static void renamed(String now, String name) {
    add(UnsupportedDirective.refused("it was renamed " + now), name);
  }

  /** Adds names, and expressions for families of names. */
  private static void add(UnsupportedDirective unsupportedDirective, String names) {
    for (String name : names.split(" ", -1)) {
      if (name.matches("\\w+")) {
        BY_NAME.put(name, unsupportedDirective);
      } else {
        FAMILIES.put(Pattern.compile(name), unsupportedDirective);
      }
    }
  }

  /**
   * What becomes of a directive that is not honoured.
   *
   * @return empty if neither nginx nor a well-known module has it
   */
  static Optional<UnsupportedDirective> find(Directive directive, VariableUses variables) {
    return byValue(directive, variables).or(() -> byName(directive.name()));
  }

  private static Optional<UnsupportedDirective> byName(String name) {
    return NchanDirectives.unsupportedDirective(name)
        .or(() -> Optional.ofNullable(BY_NAME.get(name)))
        .or(() -> NginxModules.refusal(name))
        .or(() -> family(name));
  }

  private static Optional<UnsupportedDirective> family(String name) {
    return FAMILIES.entrySet().stream()
        .filter(family -> family.getKey().matcher(name).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** What becomes of a directive that is refused or ignored by what it says. */
  private static Optional<UnsupportedDirective> byValue(
      Directive directive, VariableUses variables) {
    String words = directive.args().stream().map(Word::text).collect(joining(" "));
    String said = directive.name() + " " + words;
    if (said.matches("try_files (\\$uri|\\$uri \\$uri/|\\$uri/ \\$uri) =404")) {
      return Optional.of(
          UnsupportedDirective.ignored("files are looked up like that by root and alias"));
    }
    if (OFF.contains(said)) {
      return Optional.of(UnsupportedDirective.ignored("that is the case anyway"));
    }
    return VariableUses.definedBy(directive).isPresent() && !variables.useOf(directive)
        ? Optional.of(UnsupportedDirective.ignored("nothing uses its variable that has an effect"))
        : Optional.empty();
  }

  /** Whether a directive is always ignored. */
  static boolean isHarmless(String name) {
    return byName(name).filter(unsupportedDirective -> !unsupportedDirective.refused()).isPresent();
  }

  static Set<String> harmlessNames() {
    return BY_NAME.entrySet().stream()
        .filter(entry -> !entry.getValue().refused())
        .map(Map.Entry::getKey)
        .collect(toUnmodifiableSet());
  }
}
