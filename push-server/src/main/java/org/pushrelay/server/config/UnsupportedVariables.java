package org.pushrelay.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** nginx's variables that the relay does not have, with what to do instead. */
final class UnsupportedVariables {
  private static final Map<String, String> REASONS = new LinkedHashMap<>();

  /** Stand for all names that begin so. */
  private static final Map<String, String> FAMILIES = new LinkedHashMap<>();

  private static final String NO_FILES = "name the directory itself (the relay has root and alias)";
  private static final String NO_CERTIFICATES =
      "let the proxy in front of the relay ask for client certificates, and pass a header on";

  static {
    reason(
        "hand bodies to an application by proxy_pass or nchan_publisher_upstream_request",
        "request_body request_body_file");
    reason(
        "it is known only after the response; access logs have it",
        "status body_bytes_sent bytes_sent request_time request_completion gzip_ratio pipe");
    reason(NO_FILES, "document_root realpath_root request_filename");
    reason(
        "leave it out (the relay counts no requests of a connection)",
        "connection connection_requests connection_time");
    reason("leave it out", "limit_rate nginx_version hostname binary_remote_addr invalid_referer");
    reason("read it with $http_content_type or $content_type", "sent_http_content_type");
    family("let the application set a cookie, and read it with $cookie_NAME", "uid_");
    family("pass what is looked up in a header (the relay looks up no places)", "geoip");
    family("it is known only after the response of the application", "upstream_");
    family("add headers with their values by add_header", "sent_http_");
    family(NO_CERTIFICATES, "ssl_");
    family("use $remote_addr, which set_real_ip_from makes the client's", "proxy_protocol_");
    family("hand requests to the application by proxy_pass", "fastcgi_");
    family("use push_metrics or stub_status", "connections_");
    family("leave it out", "secure_link", "slice_", "memcached_", "tcpinfo_", "jwt_", "echo_");
  }

  private UnsupportedVariables() {}

  private static void reason(String instead, String names) {
    for (String name : names.split(" ", -1)) {
      REASONS.put(name, instead);
    }
  }

  private static void family(String instead, String... beginnings) {
    for (String beginning : beginnings) {
      FAMILIES.put(beginning, instead);
    }
  }

  /** What to do instead of using a variable; empty if nginx does not have it either. */
  static Optional<String> instead(String name) {
    @Nullable String reason = REASONS.get(name);
    return reason != null
        ? Optional.of(reason)
        : FAMILIES.entrySet().stream()
            .filter(family -> name.startsWith(family.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
  }
}
