package org.pushrelay.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Modules of nginx whose directives are refused as a whole, with what to do instead. */
final class NginxModules {
  private static final Map<String, Module> BY_NAME = new HashMap<>();
  private static final List<Module> BY_PATTERN = new ArrayList<>();

  private static final String PROXY =
      "hand requests to the application over HTTP by proxy_pass, or let the web server in front of"
          + " the relay do it";
  private static final String HOOK = "ask an application by nchan_authorize_request";
  private static final String FRONT = "let the proxy in front of the relay do it";
  private static final String APPLICATION = "let the application do it";
  private static final String WEB_SERVER = "let a web server serve such files";

  /**
   * A module.
   *
   * @param name its name
   * @param instead what to do without it
   * @param pattern the names of its directives, if they have something in common; else empty
   */
  private record Module(String name, String instead, String pattern) {
    UnsupportedDirective refusal() {
      return new UnsupportedDirective(
          true, "is a directive of " + name + ", which the relay does not have: " + instead, name);
    }
  }

  static {
    // programs inside of nginx
    like(
        "ngx_http_lua_module",
        "ask an application by nchan_authorize_request or proxy_pass, and publish over HTTP",
        "lua_.+|.+_by_lua(_block|_file)?");
    like("ngx_http_js_module (njs)", HOOK + " or proxy_pass", "js_.+");
    like("ngx_http_perl_module", HOOK + " or proxy_pass", "perl(_.+)?");
    like("the Passenger module", PROXY, "passenger_.+|rails_.+|rack_.+");
    // other protocols
    like("ngx_http_fastcgi_module", PROXY, "fastcgi_.+");
    like("ngx_http_uwsgi_module", PROXY, "uwsgi_.+");
    like("ngx_http_scgi_module", PROXY, "scgi_.+");
    like("ngx_http_grpc_module", PROXY, "grpc_.+");
    like("ngx_http_memcached_module", APPLICATION, "memcached_.+|memc_.+|srcache_.+");
    like("the redis2 module", APPLICATION, "redis2?_.+");
    like("the postgres and drizzle modules", APPLICATION, "postgres_.+|drizzle_.+|rds_.+");
    names("ngx_rtmp_module", "run it in a program of its own", "rtmp rtmp_stat rtmp_control");
    // pushing
    like(
        "the push stream module",
        "write nchan_publisher and nchan_subscriber, which have a protocol of their own",
        "push_stream_.+");
    like("Nchan's benchmark", "generate load by a program of its own", "nchan_benchmark.*");
    // access
    like("ngx_http_auth_request_module", HOOK, "auth_request(_set)?");
    like("ngx_http_auth_jwt_module", HOOK, "auth_jwt.*");
    like("a module for passwords", "use auth_basic, or " + HOOK, "auth_(ldap|pam|digest|spnego).*");
    like("ngx_http_secure_link_module", HOOK, "secure_link.*");
    names(
        "ngx_http_referer_module",
        HOOK,
        "valid_referers referer_hash_max_size" + " referer_hash_bucket_size");
    like("ngx_http_limit_req_module", FRONT, "limit_req(_.+)?");
    like("ngx_http_limit_conn_module", FRONT, "limit_conn(_.+)?|limit_zone");
    like(
        "ModSecurity",
        FRONT,
        "modsecurity.*|(?i:SecRules?Enabled|(Basic|Main|Check|Denied)(Rule|Url))");
    like("ngx_http_geoip_module", FRONT + " and pass a header on", "geoip2?(_.+)?");
    like("ngx_http_browser_module", APPLICATION, "(ancient|modern)_browser.*");
    like("ngx_http_userid_module", "let the application set a cookie", "userid(_.+)?");
    like(
        "ngx_headers_more_filter_module",
        "use add_header (the relay sends no Server header)",
        "more_(set|clear)_(input_)?headers");
    // bodies
    like("ngx_http_mp4_module", WEB_SERVER, "mp4(_.+)?");
    names("ngx_http_flv_module", WEB_SERVER, "flv");
    like("ngx_http_hls_module", WEB_SERVER, "hls(_.+)?|f4f(_.+)?|vod(_.+)?");
    like("ngx_http_image_filter_module", APPLICATION, "image_filter(_.+)?");
    like("ngx_http_xslt_module", APPLICATION, "xslt_.+|xml_entities");
    like("ngx_http_sub_module", APPLICATION, "sub_filter(_.+)?|subs_filter(_.+)?");
    like("ngx_http_ssi_module", APPLICATION, "ssi(_.+)?");
    names("ngx_http_addition_module", APPLICATION, "add_before_body add_after_body addition_types");
    names(
        "ngx_http_dav_module",
        APPLICATION,
        "dav_methods dav_access dav_ext_methods dav_ext_lock dav_ext_lock_zone"
            + " create_full_put_path min_delete_depth");
    like("the upload module", APPLICATION, "upload_.+|track_uploads|report_uploads");
    like("ngx_http_slice_module", WEB_SERVER, "slice");
    like("ngx_http_gunzip_module", "take it out", "gunzip(_.+)?");
    like("ngx_http_mirror_module", FRONT, "mirror(_.+)?");
    names("ngx_http_empty_gif_module", "use return 204", "empty_gif");
    like("the PageSpeed module", FRONT, "pagespeed.*|ModPagespeed.*");
    like("the echo module", "use return", "echo(_.+)?");
    like(
        "the set-misc module",
        APPLICATION,
        "set_(md5|sha1|hmac_.+|unescape_uri|escape_uri|secure"
            + "_random_.+|random|encode_.+|decode_.+|form_input.*|quote_.+|if_empty|hashed_upstream)");
    // observing
    like("the traffic status module", "use push_metrics", "vhost_traffic_status.*|status_zone");
    like("a module for tracing", "take it out", "otel_.+|opentracing.*|opentelemetry.*");
    names(
        "nginx Plus",
        "take it out",
        "api health_check match zone_sync keyval keyval_zone"
            + " session_log session_log_zone internal_redirect");
  }

  private NginxModules() {}

  private static void like(String name, String instead, String pattern) {
    BY_PATTERN.add(new Module(name, instead, pattern));
  }

  private static void names(String name, String instead, String directives) {
    Module module = new Module(name, instead, "");
    for (String directive : directives.split(" ", -1)) {
      BY_NAME.put(directive, module);
    }
  }

  /** Whether a directive only describes how requests would be handed on, if a location does it. */
  static boolean isSettingOfGateway(String directive) {
    return directive.matches("(fastcgi|uwsgi|scgi|grpc|memcached)_(?!pass$).+");
  }

  /** The refusal of a directive; empty if no module here has it. */
  static Optional<UnsupportedDirective> refusal(String directive) {
    @Nullable Module module = BY_NAME.get(directive);
    if (module != null) {
      return Optional.of(module.refusal());
    }
    return BY_PATTERN.stream()
        .filter(each -> directive.matches(each.pattern()))
        .findFirst()
        .map(Module::refusal);
  }
}
