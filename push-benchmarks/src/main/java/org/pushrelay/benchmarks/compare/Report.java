package org.pushrelay.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.pushrelay.benchmarks.report.BarChart;
import org.pushrelay.benchmarks.report.MarkdownTable;
import org.pushrelay.benchmarks.report.Sample;

/**
 * Results as tables and charts. Where Nchan took part, the others are said as multiples of it.
 *
 * @param labels the servers, in the order of the columns
 * @param results what they did
 */
record Report(List<String> labels, Results results) {
  private static final String NCHAN = NchanContestant.LABEL;

  Report {
    labels = List.copyOf(labels);
  }

  /** A row for each work: median, range, and ratio to Nchan. */
  String table(Measure measure) {
    MarkdownTable table = tableOf("work (" + measure.unit() + ")");
    for (String work : results.works()) {
      Function<String, Optional<Sample>> samples = samples(work, measure);
      if (samples.apply(labels.get(0)).isPresent()) {
        table.row(row(work, samples, measure.decimals()));
      }
    }
    return table.toString();
  }

  /** Bytes for each subscriber who waits. */
  String memoryTable() {
    return tableOf("waiting subscribers (bytes each)")
        .row(row("after two messages", results::idle, 0))
        .toString();
  }

  BarChart chart(Measure measure) {
    List<BarChart.Group> groups = new ArrayList<>();
    for (String work : results.works()) {
      Function<String, Optional<Sample>> samples = samples(work, measure);
      String measuredBy = comparesWithNchan() ? NCHAN : labels.get(0);
      if (samples.apply(measuredBy).isPresent()) {
        groups.add(group(work, samples, measure.unit(), measure.decimals()));
      }
    }
    return chart(measure.title(), measure.unit(), groups);
  }

  BarChart memoryChart() {
    return chart(
        "Memory of a subscriber who waits",
        "bytes",
        List.of(group("after two messages", results::idle, "bytes", 0)));
  }

  private MarkdownTable tableOf(String head) {
    List<String> heads = new ArrayList<>(List.of(head));
    heads.addAll(labels);
    return new MarkdownTable(heads);
  }

  private Function<String, Optional<Sample>> samples(String work, Measure measure) {
    return label -> results.sample(work, label, measure.value());
  }

  private List<String> row(String head, Function<String, Optional<Sample>> samples, int decimals) {
    List<String> cells = new ArrayList<>(List.of(head));
    for (String label : labels) {
      Optional<Sample> sample = samples.apply(label);
      cells.add(sample.map(s -> cell(s, ratio(label, samples), decimals)).orElse("-"));
    }
    return cells;
  }

  private static String cell(Sample sample, Optional<Double> ratio, int decimals) {
    String range =
        number(sample.median(), decimals)
            + " ("
            + number(sample.least(), decimals)
            + " to "
            + number(sample.most(), decimals)
            + ")";
    return range + ratio.map(r -> ", **" + number(r, 2) + "×**").orElse("");
  }

  private BarChart chart(String title, String unit, List<BarChart.Group> groups) {
    return comparesWithNchan()
        ? new BarChart(title, "as a multiple of Nchan; less is better", "×", 1, groups)
        : new BarChart(title, unit + "; less is better", "", 0, groups);
  }

  private BarChart.Group group(
      String head, Function<String, Optional<Sample>> samples, String unit, int decimals) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String label : labels) {
      samples
          .apply(label)
          .ifPresent(
              sample -> {
                Optional<Double> ratio = ratio(label, samples);
                String value = number(sample.median(), decimals) + " " + unit;
                bars.add(
                    new BarChart.Bar(
                        label,
                        length(label, sample, samples),
                        value + ratio.map(r -> " (" + number(r, 2) + "×)").orElse("")));
              });
    }
    return new BarChart.Group(head, bars);
  }

  private double length(String label, Sample sample, Function<String, Optional<Sample>> samples) {
    if (!comparesWithNchan()) {
      return sample.median();
    }
    return label.equals(NCHAN) ? 1 : ratio(label, samples).orElse(0.0);
  }

  private boolean comparesWithNchan() {
    return labels.contains(NCHAN);
  }

  /** Of the medians; empty for Nchan itself, and where it did not take part. */
  private static Optional<Double> ratio(String label, Function<String, Optional<Sample>> samples) {
    return label.equals(NCHAN)
        ? Optional.empty()
        : samples
            .apply(NCHAN)
            .filter(nchan -> nchan.median() > 0)
            .flatMap(nchan -> samples.apply(label).map(s -> s.median() / nchan.median()));
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
