package org.pushrelay.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushrelay.server.text.ConfigException;
import org.pushrelay.server.text.Problem;

/** Every mistake, and what is said about it. */
class RefusedConfigTest {

  private static ConfigException refusal(String text) {
    return catchThrowableOfType(
        ConfigException.class, () -> RelayConfig.parse("relay.conf", text, Path.of("/nowhere")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the table of directives
        "push_publsher; | \"push_publsher\" is no directive (did you mean \"push_publisher\"?)",
        "frobnicate on; | \"frobnicate\" is no directive",
        "push_sender; | \"push_sender\" is not supported: it was renamed push_publisher",
        "nchan_redis_pass r; | \"nchan_redis_pass\" is not supported: there is no Redis store yet (leave it out: messages are kept in the memory of one relay)",
        "proxy_cache a; | \"proxy_cache\" is not supported: the relay calls applications, and is no cache or filter in front of them",
        "fastcgi_pass a; | \"fastcgi_pass\" is a directive of ngx_http_fastcgi_module, which the relay does not have: hand requests to the application over HTTP by proxy_pass, or let the web server in front of the relay do it",
        "if (-d /a) { } | \"if\" has a condition that cannot be read (expected: ($name), or ($name = text) with one of = != ~ ~* !~ !~*)",
        "proxy_pass http://$arg_a/b; | \"proxy_pass\" has a variable in the host of \"http://$arg_a/b\", which the relay does not look up (expected: http:// and an upstream or an address; the path behind it may have variables)",
        "try_files $uri @app; | \"try_files\" is not supported: files are looked up by their path only (expected: $uri =404, or $uri $uri/ =404)",
        "limit_req zone=a; | \"limit_req\" is a directive of ngx_http_limit_req_module, which the relay does not have: let the proxy in front of the relay do it",
        "limit_except GET { deny all; } | \"limit_except\" is not supported: the relay limits no methods (expected: if ($request_method !~ GET) { return 403; })",
        "mp4; | \"mp4\" is a directive of ngx_http_mp4_module, which the relay does not have: let a web server serve such files",
        "userid on; | \"userid\" is a directive of ngx_http_userid_module, which the relay does not have: let the application set a cookie",
        "more_clear_headers Server; | \"more_clear_headers\" is a directive of ngx_headers_more_filter_module, which the relay does not have: use add_header (the relay sends no Server header)",
        "push_stream_subscriber; | \"push_stream_subscriber\" is a directive of the push stream module, which the relay does not have: write nchan_publisher and nchan_subscriber, which have a protocol of their own",
        "js_content a.b; | \"js_content\" is a directive of ngx_http_js_module (njs), which the relay does not have: ask an application by nchan_authorize_request or proxy_pass",
        "push_listener; | \"push_listener\" is not supported: it was renamed push_subscriber",
        "push_queue_messages on; | \"push_queue_messages\" is not supported: it was renamed push_store_messages",
        "push_buffer_size 8m; | \"push_buffer_size\" is not supported: it was renamed push_max_reserved_memory",
        // each module once in a block
        "fastcgi_index a; fastcgi_pass b; fastcgi_param a b; | \"fastcgi_pass\" is a directive of ngx_http_fastcgi_module, which the relay does not have: hand requests to the application over HTTP by proxy_pass, or let the web server in front of the relay do it",
        "set_by_lua $a 'x'; content_by_lua_block { local t = { '}' } } | \"set_by_lua\" is a directive of ngx_http_lua_module, which the relay does not have: ask an application by nchan_authorize_request or proxy_pass, and publish over HTTP",
        "rewrite ^ /b; | \"rewrite\" is not supported: the relay does not rewrite requests (expected: locations and return)",
        "listen 80; | \"listen\" is not allowed in location (expected: in server)",
        "push_max_reserved_memory 8m; | \"push_max_reserved_memory\" is not allowed in location (expected: in http)",
        "location /b { } | \"location\" \"/b\" cannot stand in location \"/a\", which no request for it comes to (expected: outside of it)",
        "location = /b { } | \"location\" \"= /b\" cannot stand in location \"/a\", which no request for it comes to (expected: outside of it)",
        "location /ab { } location /ab { } | \"location\" \"/ab\" is there already (at relay.conf:1)",
        "if ($arg_a) { location /ab { } } | \"location\" cannot stand in an if (expected: around it)",
        "alias /x; location /ab { } | \"alias\" does not hold for the location in it at relay.conf:1 (expected: alias or root there)",
        "set $push_channel_id a; location /ab { push_publisher; } | \"push_publisher\" needs a channel (expected: set $push_channel_id ...; beside it)",
        "root /a { } | \"root\" takes no block (expected: ;)",
        "root /a /b; | \"root\" takes one argument, and has 2",
        "push_publisher on; | \"push_publisher\" takes no arguments, and has 1",
        "set $a; | \"set\" takes 2 arguments, and has 1",
        "index; | \"index\" takes at least one argument, and has 0",
        "add_header A; | \"add_header\" takes 2 to 3 arguments, and has 1",
        "gzip on; gzip off; | \"gzip\" is given twice in this block (the first one is at relay.conf:1)",
        // values
        "gzip yes; | \"gzip\" is \"yes\" (expected: on or off)",
        "push_store_messages 1; | \"push_store_messages\" is \"1\" (expected: on or off)",
        "push_message_timeout 2x; | \"push_message_timeout\" is \"2x\" (expected: a time, as 5, 500ms, 2h or 1h30m)",
        "client_max_body_size 1t; | \"client_max_body_size\" is \"1t\" (expected: a size, as 512, 8k, 32m or 1g)",
        "push_max_channel_subscribers many; | \"push_max_channel_subscribers\" is \"many\" (expected: a number from 0 on)",
        "push_max_channel_id_length 0; | \"push_max_channel_id_length\" is \"0\" (expected: a number from 1 on)",
        "push_subscriber_concurrency all; | \"push_subscriber_concurrency\" is \"all\" (expected: broadcast, first or last)",
        "gzip_comp_level 10; | \"gzip_comp_level\" is \"10\" (expected: 1 to 9)",
        "return 1000; | \"return\" is \"1000\" (expected: a status from 200 to 599, or a URL)",
        "return 301; | \"return\" redirects with 301, but has no URL to go to",
        "allow localhost; | \"allow\" is \"localhost\" (expected: all, unix:, an address as 192.0.2.1 or 2001:db8::1, or a network as 192.0.2.0/24)",
        "deny unix:/a; | \"deny\" is \"unix:/a\" (expected: all, unix:, an address as 192.0.2.1 or 2001:db8::1, or a network as 192.0.2.0/24)",
        "add_header 'A B' c; | \"add_header\" has the name \"A B\" (expected: a header's name)",
        "add_header A 'b\\r\\nc'; | \"add_header\" has a line break in its value",
        "add_header A b never; | \"add_header\" has \"never\" behind the value (expected: always, or ;)",
        "add_header Content-Length 1; | \"add_header\" cannot add Content-Length: the server sets it",
        "access_log a/b/c.log; | \"access_log\" names /nowhere/a/b/c.log, which cannot be written",
        "access_log syslog:server=a; | \"access_log\" is \"syslog:server=a\" (expected: the name of a file, or off)",
        "access_log off; access_log /dev/null; | \"access_log\" is off, and on in the same block",
        "auth_basic hello; | \"auth_basic\" needs users (expected: auth_basic_user_file beside it)",
        "auth_basic a; auth_basic_user_file no; | \"auth_basic_user_file\" cannot be used: /nowhere/no cannot be read: no such file",
        "alias /a; root /b; | \"alias\" contradicts \"root\" in the same location",
        "root $arg_a; | \"root\" takes no variables (expected: a directory; where there are several, a location for each)",
        // variables
        "set a b; | \"set\" cannot set \"a\" (expected: a name of your own behind a $, as $push_channel_id)",
        "set $arg_id b; | \"set\" cannot set \"$arg_id\" (expected: a name of your own behind a $, as $push_channel_id)",
        "set $uri b; | \"set\" cannot set \"$uri\" (expected: a name of your own behind a $, as $push_channel_id)",
        "set $a $foo; | \"set\" uses the variable $foo, which nothing defines",
        "set $a $remote_adr; | \"set\" uses the variable $remote_adr, which nothing defines (did you mean $remote_addr?)",
        "set $a $request_body; | \"set\" uses the variable $request_body, which the relay does not have: hand bodies to an application by proxy_pass or nchan_publisher_upstream_request",
        "set $a $uid_got; | \"set\" uses the variable $uid_got, which the relay does not have: let the application set a cookie, and read it with $cookie_NAME",
        "set $a $upstream_status; | \"set\" uses the variable $upstream_status, which the relay does not have: it is known only after the response of the application",
        "set $a a$; | \"set\" has a $ without a variable's name behind it",
        "set $a ${b; | \"set\" has a $ without a variable's name behind it",
        // the relay
        "push_publisher; | \"push_publisher\" needs a channel (expected: set $push_channel_id ...; beside it)",
        "push_subscriber websocket; set $push_channel_id a; | \"push_subscriber\" is \"websocket\" (expected: long-poll or interval-poll)",
        "push_publisher; push_subscriber; set $push_channel_id a; | \"push_subscriber\" contradicts \"push_publisher\" in the same location (expected: a location for each)",
        "push_min_message_buffer_length 5; push_max_message_buffer_length 3; | push_max_message_buffer_length cannot be smaller than push_min_message_buffer_length (3 < 5)",
        "push_min_message_buffer_length 15; | push_max_message_buffer_length cannot be smaller than push_min_message_buffer_length (10, the default < 15)",
        "push_message_buffer_length 5; push_max_message_buffer_length 6; | \"push_max_message_buffer_length\" contradicts a directive before it that sets the buffer's length, too (push_message_buffer_length is the minimum and the maximum; push_store_messages off is a length of 0)",
        "push_store_messages off; push_max_message_buffer_length 6; | \"push_max_message_buffer_length\" contradicts a directive before it that sets the buffer's length, too (push_message_buffer_length is the minimum and the maximum; push_store_messages off is a length of 0)",
      })
  void aLocationIsRefused(String directives, String message) {
    assertThat(refusal("location /a { " + directives + " }").problems())
        .extracting(Problem::message)
        .containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "listen 127.0.0.1:99999; | \"listen\" is \"127.0.0.1:99999\" (expected: an address and a port, as 127.0.0.1:8080, [::1]:8080, *:8080, 8080 or unix:/path)",
        "listen unix:; | \"listen\" is \"unix:\" (expected: a path behind unix:, of at most 107 bytes with its directory)",
        "listen 80 quic; | \"listen\" has the option \"quic\" (expected: default_server, ssl, http2 or backlog=N)",
        "listen 80; listen *:80; | \"listen\" is given twice for 0.0.0.0:80",
        "listen 80 ssl; | listens on 0.0.0.0:80 with ssl, but has no certificate (expected: ssl_certificate and ssl_certificate_key)",
        "ssl on; | \"ssl\" is not supported: \"listen ... ssl\" says so instead",
        "ssl_certificate a.pem; | \"ssl_certificate\" comes alone (expected: ssl_certificate and ssl_certificate_key)",
        "ssl_certificate a.pem; ssl_certificate_key b.pem; | \"ssl_certificate\" cannot be used: /nowhere/a.pem cannot be read: no such file",
        "server_name a*b; | \"server_name\" has the name \"a*b\" (expected: a host, *.example.com, .example.com, www.example.* or ~expression)",
        "server_name ~(; | \"server_name\" has the name \"~(\" (expected: a host, *.example.com, .example.com, www.example.* or ~expression)",
        "location a { } | \"location\" is \"a\" (expected: a path that starts with /)",
        "location =a { } | \"location\" is \"a\" (expected: a path that starts with /)",
        "location @a { } | \"location\" \"@a\" is one of nginx's named locations, which the relay does not have (expected: a path that starts with /)",
        "location ! /a { } | \"location\" has the modifier \"!\" (expected: =, ^~, ~ or ~*)",
        "location ~ '(' { } | \"location\" has a broken expression \"(\": Unclosed group",
        "location /a { } location ^~ /a { } | \"location\" \"^~ /a\" is there already (at relay.conf:1)",
        "location ~ a { alias /b; } | \"alias\" cannot stand in a location with an expression (expected: root)",
        "location /a; | \"location\" needs a block (expected: {)",
        "set $push_channel_id $1; push_publisher on; | \"push_publisher\" takes no arguments, and has 1",
      })
  void aServerIsRefused(String directives, String message) {
    assertThat(refusal("http { server { " + directives + " } }").problems())
        .extracting(Problem::message)
        .containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | there is no server (expected: server { ... } in http { ... })",
        "http { } | there is no server (expected: server { ... } in http { ... })",
        "http { server { } } http { } | \"http\" is given twice in this block (the first one is at relay.conf:1)",
        "http { server { } } server { } | \"server\" is not allowed in main (expected: in http)",
        "http { push_max_reserved_memory 0; server { } } | \"push_max_reserved_memory\" is \"0\" (expected: a size above 0)",
        "http { server { listen 80 default_server; } server { server_name a; listen 80 default_server; } } | 0.0.0.0:80 has a default_server already (the server at relay.conf:1)",
        "http { server { listen 80; server_name a; } server { server_name a; listen 80; } } | another server on 0.0.0.0:80 has the same server_name (the one at relay.conf:1)",
        "error_log /dev/null loud; server { } | \"error_log\" has the level \"loud\" (expected: debug, info, notice, warn, error, crit, alert or emerg)",
        "error_log a/b.log; server { } | \"error_log\" names /nowhere/a/b.log, which cannot be written",
      })
  void aWholeTextIsRefused(String text, String message) {
    assertThat(refusal(text == null ? "" : text).problems())
        .extracting(Problem::message)
        .containsExactly(message);
  }

  @Test
  void tableWhoseVariableIsUsedIsRefusedAndItsUsesAreNotUnknown() {
    assertThat(
            refusal(
                    """
                    http {
                      map $http_x $a { default 1; }
                      server { location /a { add_header X $a; } }
                    }
                    """)
                .problems())
        .extracting(Problem::toString)
        .containsExactly(
            "relay.conf:2: \"map\" is not supported: variables are defined by set only (expected: set,"
                + " perhaps in an if)");
  }

  @Test
  void missingIncludeDoesNotHideOtherMistakes(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("relay.conf");
    Files.writeString(file, "include none.conf;\nserver { gzipp on; }");

    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> RelayConfig.read(file));

    assertThat(refusal)
        .hasMessage(
            file
                + ":1: "
                + directory.resolve("none.conf")
                + " cannot be read: no such file\n"
                + file
                + ":2: \"gzipp\" is no directive (did you mean \"gzip\"?)");
  }

  @Test
  void allMistakesAreToldAtOnceWithTheirLines() {
    ConfigException refusal =
        refusal(
            """
            http {
              gzipp on;
              server {
                listen 80 foo;
                location /pub {
                  push_publisher
                  push_message_timeout 2h;
                }
                location /sub { push_subscriber; }
              }
            }
            """);

    assertThat(refusal)
        .hasMessage(
            """
            relay.conf:2: "gzipp" is no directive (did you mean "gzip"?)
            relay.conf:4: "listen" has the option "foo" (expected: default_server, ssl, http2 or backlog=N)
            relay.conf:6: "push_publisher" takes no arguments, and has 2 (is a ; missing before "push_message_timeout"?)
            relay.conf:9: "push_subscriber" needs a channel (expected: set $push_channel_id ...; beside it)""");
  }

  @Test
  void aMistakeThatManyInheritIsToldOnce() {
    assertThat(
            refusal("http { gzip maybe; server { location /a { } location /b { } } }").problems())
        .hasSize(1);
  }

  @Test
  void emptyTextIsRefusedByItsName() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> RelayConfig.parse("empty.conf", "", Path.of("")))
        .withMessage("empty.conf:1: there is no server (expected: server { ... } in http { ... })");
  }
}
