package org.pushrelay.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.pushrelay.benchmarks.report.BarChart.Bar;
import org.pushrelay.benchmarks.report.BarChart.Group;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class BarChartTest {
  private final BarChart chart =
      new BarChart(
          "Time & space",
          "less is better",
          "×",
          1,
          List.of(
              new Group(
                  "a < b", List.of(new Bar("jetty", 2, "20 µs"), new Bar("nchan", 1, "10 µs"))),
              new Group("none", List.of(new Bar("jetty", 0, "0 µs")))));

  @Test
  void saysWhatItShows() throws Exception {
    Document svg = parse(chart);

    assertThat(texts(svg))
        .contains("Time & space", "less is better", "a < b", "jetty", "nchan", "20 µs", "10 µs")
        .contains("0×", "1×", "2×");
  }

  @Test
  void barsAreAsLongAsTheirValues() throws Exception {
    List<Element> bars = elements(parse(chart), "rect").stream().filter(this::isBar).toList();

    double two = Double.parseDouble(bars.get(0).getAttribute("width"));
    double one = Double.parseDouble(bars.get(1).getAttribute("width"));
    assertThat(two).isEqualTo(2 * one);
    assertThat(bars).hasSize(3);
  }

  @Test
  void barsOfOneSeriesLookTheSame() throws Exception {
    assertThat(elements(parse(chart), "rect").stream().filter(this::isBar))
        .extracting(bar -> bar.getAttribute("class"))
        .containsExactly("s0", "s1", "s0");
  }

  @Test
  void theReferenceIsALineAtTheEndOfItsBar() throws Exception {
    Document svg = parse(chart);
    Element nchan = elements(svg, "rect").stream().filter(this::isBar).toList().get(1);
    Element line =
        elements(svg, "line").stream()
            .filter(l -> l.getAttribute("class").equals("reference"))
            .findFirst()
            .orElseThrow();

    double end =
        Double.parseDouble(nchan.getAttribute("x"))
            + Double.parseDouble(nchan.getAttribute("width"));
    assertThat(Double.parseDouble(line.getAttribute("x1"))).isEqualTo(end);
  }

  @Test
  void aChartWithoutReferenceHasNoLine() throws Exception {
    BarChart plain = new BarChart("t", "a", "", 0, chart.groups());

    assertThat(elements(parse(plain), "line"))
        .noneMatch(line -> line.getAttribute("class").equals("reference"));
  }

  @Test
  void canBeReadOnADarkPage() {
    assertThat(chart.svg()).contains("prefers-color-scheme: dark");
  }

  private boolean isBar(Element element) {
    return element.getAttribute("class").startsWith("s");
  }

  private static Document parse(BarChart chart) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(chart.svg().getBytes(UTF_8)));
  }

  private static List<String> texts(Document svg) {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static List<Element> elements(Document svg, String name) {
    NodeList nodes = svg.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
