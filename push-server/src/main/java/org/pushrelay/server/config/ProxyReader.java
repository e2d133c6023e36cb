package org.pushrelay.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.pushrelay.server.config.ProxyConfig.PassedHeader;
import org.pushrelay.server.text.Directive;

/** Reads which application a location calls, and how. */
final class ProxyReader {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Pattern URL =
      Pattern.compile("(?s)(https?)://([^/?]*?)((?:[/?]|\\$(?:request_)?uri\\b).*)?");

  private static final String[] ENDPOINTS =
      Stream.of(PushReader.ENDPOINTS, NchanReader.ENDPOINTS, AdminEndpointReader.ENDPOINTS)
          .flatMap(Stream::of)
          .toArray(String[]::new);

  private final Variables variables;
  private final DirectiveArguments values;
  private final Problems problems;
  private final Upstreams upstreams;

  ProxyReader(
      Variables variables, DirectiveArguments values, Problems problems, Upstreams upstreams) {
    this.variables = variables.and(AccessRequestVariables.names()).and(ProxyVariables.names());
    this.values = values;
    this.problems = problems;
    this.upstreams = upstreams;
  }

  Optional<LocationContent> read(Scope scope, Optional<LocationMatch> match) {
    // read even if nothing is called here, so that a mistake is told wherever it stands
    List<PassedHeader> headers = headers(scope);
    boolean passesHeaders = values.flag(scope, "proxy_pass_request_headers", true);
    boolean passesBody = values.flag(scope, "proxy_pass_request_body", true);
    Optional<Template> method = template(scope, "proxy_method");
    Optional<Template> body = template(scope, "proxy_set_body");
    scope
        .find("proxy_method")
        .filter(d -> !d.arg(0).contains("$") && !d.arg(0).matches(AddedHeaderReader.TOKEN))
        .ifPresent(d -> problems.error(d, "is \"" + d.arg(0) + "\" (expected: a method, as GET)"));
    Duration connectTimeout = timeout(scope, "proxy_connect_timeout");
    Duration readTimeout = timeout(scope, "proxy_read_timeout");
    Optional<Directive> passes = scope.own("proxy_pass").stream().findFirst();
    if (passes.isEmpty()) {
      return Optional.empty();
    }
    scope.own(ENDPOINTS).stream()
        .findFirst()
        .ifPresent(
            other ->
                problems.error(
                    passes.get(),
                    "contradicts \""
                        + other.name()
                        + "\" in the same location (expected: a location for each)"));
    Matcher url = URL.matcher(passes.get().arg(0));
    if (url.matches() && url.group(2).contains("$")) {
      problems.error(
          passes.get(),
          "has a variable in the host of \""
              + passes.get().arg(0)
              + "\", which the relay does not look up (expected: http:// and an"
              + " upstream or an address; the path behind it may have variables)");
      return Optional.empty();
    }
    if (!url.matches()) {
      problems.error(
          passes.get(),
          "is \""
              + passes.get().arg(0)
              + "\" (expected: http:// and an upstream or an address, as http://127.0.0.1:8000/auth)");
      return Optional.empty();
    }
    Optional<Upstream> upstream = upstream(passes.get(), url.group(2));
    Optional<Template> uri =
        Optional.ofNullable(url.group(3))
            .map(text -> text.startsWith("?") ? "/" + text : text)
            .map(text -> Template.parse(passes.get(), text, variables, problems));
    Optional<String> replaced =
        uri.filter(ProxyReader::isLiteral).flatMap(u -> match.map(LocationMatch::beginning));
    if (replaced.isPresent() && match.filter(LocationMatch.Regex.class::isInstance).isPresent()) {
      problems.error(
          passes.get(),
          "cannot have a path without variables in a location with an expression (expected: an"
              + " address alone, or a path with $1, $request_uri, ...)");
    }
    return upstream.map(
        application ->
            new LocationContent.Proxy(
                new ProxyConfig(
                    url.group(1),
                    application,
                    uri,
                    replaced,
                    headers,
                    passesHeaders,
                    passesBody,
                    method,
                    body,
                    connectTimeout,
                    readTimeout)));
  }

  private Optional<Template> template(Scope scope, String name) {
    return scope.find(name).map(d -> Template.parse(d, d.arg(0), variables, problems));
  }

  private Duration timeout(Scope scope, String name) {
    Duration timeout = values.time(scope, name, TIMEOUT);
    if (timeout.isZero()) {
      scope.find(name).ifPresent(d -> problems.error(d, "is \"0\" (expected: a time above 0)"));
      return TIMEOUT;
    }
    return timeout;
  }

  private Optional<Upstream> upstream(Directive directive, String name) {
    Optional<Upstream> upstream = upstreams.find(name);
    if (upstream.isPresent()) {
      return upstream;
    }
    if (Upstreams.isAddress(name)) {
      return Optional.of(Upstream.at(name));
    }
    problems.error(
        directive,
        "has \"" + name + "\" (expected: an upstream, or a host with or without a port)");
    return Optional.empty();
  }

  private static boolean isLiteral(Template template) {
    return template.parts().stream().allMatch(Template.Part.Literal.class::isInstance);
  }

  private List<PassedHeader> headers(Scope scope) {
    List<PassedHeader> headers = new ArrayList<>();
    for (Directive directive : scope.all("proxy_set_header")) {
      String name = directive.arg(0);
      if (!name.matches(AddedHeaderReader.TOKEN)) {
        problems.error(directive, "has the name \"" + name + "\" (expected: a header's name)");
      } else if (ProxyConfig.isOfConnection(name)) {
        problems.note(
            directive, "has no effect: " + name + " belongs to the connection to the application");
      } else {
        headers.add(
            new PassedHeader(
                name, Template.parse(directive, directive.arg(1), variables, problems)));
      }
    }
    return headers;
  }
}
