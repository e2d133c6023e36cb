package org.pushrelay.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pushrelay.message.MessageDraft;
import org.pushrelay.server.config.LocationSettings.Step;
import org.pushrelay.server.text.Directive;
import org.pushrelay.server.text.Word;

/** Reads what a location, or a server without one, does. */
final class LocationReader {
  private static final long MAX_BODY = 1 << 20;

  private final Path base;
  private final DirectiveArguments values;
  private final Problems problems;
  private final PushReader push;
  private final NchanReader nchan;
  private final ProxyReader proxy;
  private final NchanGroups groups;
  private final AdminEndpointReader status;
  private final AccessReader access;
  private final AccessLogReader accessLogs;
  private final StepReader steps;
  private final AddedHeaderReader headers;

  LocationReader(
      Path base,
      Variables variables,
      DirectiveArguments values,
      Problems problems,
      TreeCheck check,
      NchanGroups groups,
      Upstreams upstreams) {
    this.base = base;
    this.values = values;
    this.problems = problems;
    this.push = new PushReader(variables, values, problems);
    this.nchan = new NchanReader(variables, values, problems);
    this.proxy = new ProxyReader(variables, values, problems, upstreams);
    this.groups = groups;
    this.status =
        new AdminEndpointReader(problems, groups, new NchanInfo(variables, values, problems));
    this.access = new AccessReader(base, variables, values, problems);
    this.accessLogs = new AccessLogReader(base, problems);
    this.headers = new AddedHeaderReader(variables, problems);
    this.steps = new StepReader(variables, problems, check);
  }

  /**
   * Reads a block.
   *
   * @param match what the location is for; nothing for a server
   */
  LocationSettings read(Scope scope, Optional<LocationMatch> match) {
    return read(scope, match, steps.read(scope, block -> variant(scope, match, block)));
  }

  /** What happens in the block of an {@code if}: what it does not say is as around it. */
  private LocationSettings variant(Scope around, Optional<LocationMatch> match, Scope block) {
    Set<String> said = new HashSet<>();
    block.directives().forEach(d -> said.addAll(NchanDirectives.spellings(d.name())));
    List<Directive> all = new ArrayList<>(block.directives());
    around.directives().stream().filter(d -> !said.contains(d.name())).forEach(all::add);
    Scope whole = new Scope(around.context(), block.position(), around.parent().orElse(null), all);
    return read(whole, match, steps.read(block));
  }

  private LocationSettings read(Scope scope, Optional<LocationMatch> match, List<Step> stepsFirst) {
    long maxBody = values.size(scope, "client_max_body_size", MAX_BODY);
    String defaultType = values.text(scope, "default_type", "");
    if (!MessageDraft.isContentType(defaultType)) {
      scope.find("default_type").ifPresent(d -> problems.error(d, "has a control character"));
      defaultType = "";
    }
    long maxBodyBytes = maxBody == 0 ? Long.MAX_VALUE : maxBody;
    Optional<LocationContent> ofNhpm = push.read(scope, maxBodyBytes, defaultType);
    Optional<LocationContent> ofNchan = nchan.read(scope, maxBodyBytes, defaultType);
    Optional<LocationContent> ofStatus = status.read(scope);
    Optional<LocationContent> ofProxy = proxy.read(scope, match);
    groups.read(scope, ofNchan.or(() -> ofStatus).isPresent());
    scope.own("error_log").stream()
        .filter(d -> scope.context().compareTo(Context.SERVER) >= 0)
        .filter(d -> scope.parent().isPresent())
        .forEach(
            d ->
                problems.note(
                    d,
                    "has no effect here: the error log is that of the program (in http or main)"));
    scope.own("client_body_timeout", "keepalive_timeout").stream()
        .filter(d -> scope.context() == Context.LOCATION)
        .forEach(d -> problems.note(d, "has no effect here: it is the same for a whole address"));
    LocationContent content =
        ofNchan
            .or(() -> ofNhpm)
            .or(() -> ofStatus)
            .or(() -> ofProxy)
            .orElseGet(() -> files(scope, match));
    return new LocationSettings(
        stepsFirst,
        content,
        access.rules(scope),
        access.auth(scope),
        maxBodyBytes,
        headers.read(scope, content),
        gzip(scope),
        defaultType,
        accessLogs.read(scope),
        !scope.own("internal").isEmpty());
  }

  private LocationContent files(Scope scope, Optional<LocationMatch> match) {
    Optional<Directive> alias = scope.own("alias").stream().findFirst();
    Optional<Directive> root = scope.find("root");
    if (alias.isPresent() && !scope.own("root").isEmpty()) {
      problems.error(alias.get(), "contradicts \"root\" in the same location");
    }
    if (alias.isPresent() && match.filter(LocationMatch.Regex.class::isInstance).isPresent()) {
      problems.error(alias.get(), "cannot stand in a location with an expression (expected: root)");
    }
    Optional<Directive> inherited = scope.all("root", "alias").stream().findFirst();
    if (alias.isEmpty() && inherited.filter(d -> d.name().equals("alias")).isPresent()) {
      problems.error(
          inherited.get(),
          "does not hold for the location in it at "
              + scope.position()
              + " (expected: alias or root there)");
      return new LocationContent.Nothing();
    }
    Optional<Directive> directory = alias.or(() -> root);
    if (directory.isEmpty()) {
      return new LocationContent.Nothing();
    }
    if (directory.get().arg(0).contains("$")) {
      problems.error(
          directory.get(),
          "takes no variables (expected: a directory; where there are several, a location for each)");
      return new LocationContent.Nothing();
    }
    List<String> index = index(scope);
    String strip = alias.isEmpty() ? "" : match.map(LocationMatch::beginning).orElse("");
    return new LocationContent.Files(
        base.resolve(directory.get().arg(0)),
        strip,
        index.isEmpty() ? List.of("index.html") : index);
  }

  private List<String> index(Scope scope) {
    List<String> names = new ArrayList<>();
    for (Directive directive : scope.all("index")) {
      for (Word word : directive.args()) {
        if (word.text().matches("[^/$]+")) {
          names.add(word.text());
        } else {
          problems.error(
              directive,
              "has \"" + word + "\" (expected: names of files, without slashes and variables)");
        }
      }
    }
    return names;
  }

  private Optional<GzipConfig> gzip(Scope scope) {
    Set<String> types = new HashSet<>();
    scope.all("gzip_types").forEach(d -> d.args().forEach(word -> types.add(word.text())));
    int level = values.number(scope, "gzip_comp_level", GzipConfig.DEFAULT.level());
    if (level < 1 || level > 9) {
      scope
          .find("gzip_comp_level")
          .ifPresent(d -> problems.error(d, "is \"" + d.arg(0) + "\" (expected: 1 to 9)"));
      level = GzipConfig.DEFAULT.level();
    }
    long minLength = values.size(scope, "gzip_min_length", GzipConfig.DEFAULT.minLength());
    boolean vary = values.flag(scope, "gzip_vary", GzipConfig.DEFAULT.vary());
    return values.flag(scope, "gzip", false)
        ? Optional.of(new GzipConfig(level, minLength, types, vary))
        : Optional.empty();
  }
}
