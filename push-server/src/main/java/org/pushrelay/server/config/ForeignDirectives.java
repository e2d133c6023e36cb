package org.pushrelay.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** nginx's directives that mean nothing here, and those that would mean something. */
final class ForeignDirectives {
  private static final Map<String, String> HARMLESS = new LinkedHashMap<>();
  private static final Map<String, String> REFUSED = new LinkedHashMap<>();

  /** Stand for all directives that begin so. */
  private static final String GATEWAYS = "fastcgi_";

  private static final String PROXIES = "proxy_";

  static {
    harmless(
        "the relay is one process, and its threads serve all connections",
        "worker_processes worker_connections worker_cpu_affinity worker_priority events use"
            + " multi_accept accept_mutex accept_mutex_delay master_process thread_pool"
            + " worker_shutdown_timeout");
    harmless(
        "whoever starts the relay says as whom, where and with what it runs",
        "user pid daemon lock_file env worker_rlimit_nofile worker_rlimit_core"
            + " working_directory timer_resolution pcre_jit load_module");
    harmless(
        "Jetty writes to the network in its own way",
        "sendfile sendfile_max_chunk tcp_nopush tcp_nodelay aio directio output_buffers"
            + " postpone_output read_ahead send_timeout send_lowat reset_timedout_connection"
            + " lingering_close lingering_time lingering_timeout chunked_transfer_encoding");
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
    harmless("access logs are written in the combined format", "log_format log_subrequest");
    harmless("the built-in content types are used", "types");
    harmless("content types are sent as they were given", "charset charset_types");
    harmless(
        "errors are answered with a short text",
        "error_page recursive_error_pages log_not_found msie_padding msie_refresh");
    harmless("directories are never listed", "autoindex autoindex_exact_size autoindex_localtime");
    harmless("messages and files carry no expiry date", "expires");
    harmless(
        "slashes are merged, and header names may have any letters",
        "merge_slashes ignore_invalid_headers underscores_in_headers");
    harmless("files have a Last-Modified and no Etag", "etag if_modified_since");
    harmless(
        "redirects go to the host that the client named",
        "server_name_in_redirect port_in_redirect absolute_redirect");
    harmless(
        "whoever accepts gzip gets it", "gzip_proxied gzip_disable gzip_http_version gzip_static");
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

    HARMLESS.putAll(NchanDirectives.harmless());

    refused("the relay is no proxy for it; let the web server in front of it do that", GATEWAYS);
    refused("the relay calls applications, and is no cache or filter in front of them", PROXIES);
    refused(
        "the relay does not rewrite requests (expected: locations and return)",
        "rewrite try_files break rewrite_log");
    refused("variables are defined by set only", "map geo split_clients");
    refused("the relay has no such limits", "limit_req limit_conn limit_rate limit_except");
    refused(
        "both allow/deny and auth_basic have to be satisfied, always",
        "satisfy auth_request auth_jwt");
    refused(
        "the relay does not ask clients for certificates",
        "ssl_client_certificate ssl_verify_client ssl_verify_depth");
    refused("keys have to be stored without a password", "ssl_password_file");
    refused("\"listen ... ssl\" says so instead", "ssl");
    refused("the relay speaks HTTP only", "stream mail");
    refused("it was renamed push_publisher", "push_sender");
    refused("it was renamed push_subscriber", "push_listener");
    refused("it was renamed push_subscriber_concurrency", "push_listener_concurrency");
    refused("it was renamed push_store_messages", "push_queue_messages");
    refused("it was renamed push_max_message_buffer_length", "push_max_message_queue_length");
    refused("it was renamed push_min_message_buffer_length", "push_min_message_queue_length");
    refused("it was renamed push_message_buffer_length", "push_message_queue_length");
  }

  private ForeignDirectives() {}

  private static void harmless(String why, String names) {
    for (String name : names.split(" ", -1)) {
      HARMLESS.put(name, why);
    }
  }

  private static void refused(String why, String names) {
    for (String name : names.split(" ", -1)) {
      REFUSED.put(name, why);
    }
  }

  /** Why a directive may be ignored. */
  static Optional<String> harmless(String name) {
    return Optional.ofNullable(HARMLESS.get(name));
  }

  /** Why a directive of nginx is refused. */
  static Optional<String> refused(String name) {
    if (name.matches("(fastcgi|uwsgi|scgi|grpc|memcached)_.*")) {
      return Optional.ofNullable(REFUSED.get(GATEWAYS));
    }
    if (name.startsWith("proxy_")) {
      return Optional.ofNullable(REFUSED.get(PROXIES));
    }
    return NchanDirectives.refused(name).or(() -> Optional.ofNullable(REFUSED.get(name)));
  }

  static Set<String> harmlessNames() {
    return Set.copyOf(HARMLESS.keySet());
  }
}
