package org.pushrelay.server.status;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.pushrelay.channel.Statistics;

/**
 * Statistics in Prometheus' text format, version 0.0.4, by the names that Micrometer would give
 * them. The labels are kinds and reasons, of which there are few.
 */
final class PrometheusText {
  private final StringBuilder text = new StringBuilder(4096);

  private PrometheusText() {}

  static String of(Statistics now) {
    PrometheusText to = new PrometheusText();
    to.counter("push_messages_published", "Messages that were published.", now.published());
    to.counter(
        "push_messages_delivered", "Messages that were handed to a subscriber.", now.delivered());
    to.counters("push_messages_refused", "Messages that were refused.", names(now.refused()));
    to.counters(
        "push_subscribers_ended",
        "Subscribers that were refused or sent away, or waited in vain.",
        names(now.ended()));
    to.gauge("push_channels", "Channels that exist.", now.channels());
    to.gauge("push_messages_stored", "Messages that channels keep.", now.messages());
    to.gauge("push_memory_used_bytes", "What channels and messages take.", now.usedBytes());
    to.gauge("push_memory_max_bytes", "What they may take.", now.maxBytes());
    to.gauges(
        "push_subscribers",
        "Subscribers of a channel.",
        Map.of("following", now.following(), "waiting", now.waiting()));
    to.gauges("push_streams", "Open streams.", now.streams());
    return to.text.toString();
  }

  private static Map<String, Long> names(Map<? extends Enum<?>, Long> counts) {
    Map<String, Long> names = new TreeMap<>();
    counts.forEach((reason, count) -> names.put(reason.name().toLowerCase(Locale.ROOT), count));
    return names;
  }

  private void counter(String name, String help, long value) {
    head(name + "_total", help, "counter");
    line(name + "_total", value);
  }

  private void counters(String name, String help, Map<String, Long> byReason) {
    head(name + "_total", help, "counter");
    labelled(name + "_total", "reason", byReason);
  }

  private void gauge(String name, String help, long value) {
    head(name, help, "gauge");
    line(name, value);
  }

  private void gauges(String name, String help, Map<String, Long> byKind) {
    head(name, help, "gauge");
    labelled(name, "kind", byKind);
  }

  private void labelled(String name, String label, Map<String, Long> values) {
    new TreeMap<>(values)
        .forEach((value, count) -> line(name + "{" + label + "=\"" + value + "\"}", count));
  }

  private void head(String name, String help, String type) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void line(String name, long value) {
    text.append(name).append(' ').append(value).append('\n');
  }
}
