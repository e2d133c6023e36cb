package org.pushrelay.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Bars in groups, as an SVG that can be read on a light and on a dark page.
 *
 * @param title said above it
 * @param axis what the bars are long by, said below it
 * @param unit written behind each number of the axis
 * @param reference a length that the others are compared with, drawn as a line; 0 for none
 * @param groups from top to bottom
 */
public record BarChart(
    String title, String axis, String unit, double reference, List<Group> groups) {
  private static final int WIDTH = 800;
  private static final int LEFT = 90;
  private static final int RIGHT = 190;
  private static final int TOP = 44;
  private static final int BAR = 18;
  private static final int BAR_STEP = 24;
  private static final int GROUP_HEAD = 26;
  private static final int GROUP_GAP = 8;
  private static final int BOTTOM = 52;
  private static final int MOST_TICKS = 6;

  private static final String STYLE =
      """
      text { font: 13px system-ui, sans-serif; fill: #1f2328; }
      .title { font-size: 16px; font-weight: 600; }
      .group { font-weight: 600; }
      .axis { text-anchor: middle; }
      .name { text-anchor: end; }
      .grid { stroke: #d0d7de; }
      .reference { stroke: #1f2328; stroke-width: 1.5; stroke-dasharray: 5 3; }
      .page { fill: #ffffff; }
      .s0 { fill: #0969da; } .s1 { fill: #1a7f37; } .s2 { fill: #8250df; } .s3 { fill: #bc4c00; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .page { fill: #0d1117; }
        .grid { stroke: #30363d; }
        .reference { stroke: #e6edf3; }
        .s0 { fill: #4493f8; } .s1 { fill: #3fb950; } .s2 { fill: #ab7df8; } .s3 { fill: #f0883e; }
      }
      """;

  private static final int COLOURS = 4;

  /**
   * Bars that are compared with each other.
   *
   * @param label said above them
   * @param bars from top to bottom
   */
  public record Group(String label, List<Bar> bars) {}

  /**
   * One bar.
   *
   * @param series whose it is; all of a series have one colour
   * @param length how long it is, in the unit of the axis
   * @param label said behind it
   */
  public record Bar(String series, double length, String label) {}

  /** Copies the groups. */
  public BarChart {
    groups = List.copyOf(groups);
  }

  /** The chart as the text of a file. */
  public String svg() {
    StringBuilder out = new StringBuilder();
    int height = TOP + bodyHeight() + BOTTOM;
    out.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
                + " height=\"%d\" role=\"img\">%n",
            WIDTH, height, WIDTH, height));
    out.append(format("<title>%s</title>%n<style>%n%s</style>%n", escape(title), STYLE));
    out.append(format("<rect class=\"page\" width=\"%d\" height=\"%d\"/>%n", WIDTH, height));
    out.append(text("title", 16, 26, title));
    double top = niceTop();
    drawAxis(out, top);
    drawGroups(out, top);
    return out.append("</svg>\n").toString();
  }

  private int bodyHeight() {
    return groups.stream()
        .mapToInt(group -> GROUP_HEAD + group.bars().size() * BAR_STEP + GROUP_GAP)
        .sum();
  }

  private double longest() {
    return groups.stream()
        .flatMap(group -> group.bars().stream())
        .mapToDouble(Bar::length)
        .reduce(reference, Math::max);
  }

  /** The end of the axis: a whole number of steps. */
  private double niceTop() {
    double step = step();
    return Math.max(step, step * Math.ceil(longest() / step));
  }

  /** 1, 2 or 5 times a power of ten, so that there are few ticks. */
  private double step() {
    double longest = longest();
    if (longest <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(longest / MOST_TICKS)));
    for (int factor : new int[] {1, 2, 5}) {
      if (longest / (factor * power) <= MOST_TICKS) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static double x(double length, double top) {
    return LEFT + length / top * (WIDTH - LEFT - RIGHT);
  }

  private void drawAxis(StringBuilder out, double top) {
    int bottom = TOP + bodyHeight();
    double step = step();
    long ticks = Math.round(top / step);
    for (long tick = 0; tick <= ticks; tick++) {
      double x = x(tick * step, top);
      out.append(line("grid", x, TOP, bottom));
      out.append(text("axis", x, bottom + 18, number(tick * step) + unit));
    }
    out.append(text("axis", x(top / 2, top), bottom + 40, axis));
  }

  private void drawGroups(StringBuilder out, double top) {
    List<String> series = series();
    int y = TOP;
    for (Group group : groups) {
      out.append(text("group", 16, y + 18, group.label()));
      y += GROUP_HEAD;
      int first = y;
      for (Bar bar : group.bars()) {
        int colour = series.indexOf(bar.series()) % COLOURS;
        double end = x(bar.length(), top);
        out.append(text("name", LEFT - 8, y + 14, bar.series()));
        out.append(
            format(
                "<rect class=\"s%d\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                colour, LEFT, y, Math.max(1, end - LEFT), BAR));
        out.append(text("value", end + 6, y + 14, bar.label()));
        y += BAR_STEP;
      }
      if (reference > 0) {
        out.append(line("reference", x(reference, top), first, y));
      }
      y += GROUP_GAP;
    }
  }

  private List<String> series() {
    Set<String> names = new LinkedHashSet<>();
    groups.forEach(group -> group.bars().forEach(bar -> names.add(bar.series())));
    return new ArrayList<>(names);
  }

  private static String line(String style, double x, int from, int to) {
    return format(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>%n",
        style, x, from, x, to);
  }

  private static String text(String style, double x, int y, String text) {
    return format("<text class=\"%s\" x=\"%.1f\" y=\"%d\">%s</text>%n", style, x, y, escape(text));
  }

  private static String number(double value) {
    String text = format("%.3f", value);
    return text.replaceAll("\\.?0+$", "");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
