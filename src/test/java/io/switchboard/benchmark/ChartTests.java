package io.switchboard.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ChartTests {

  @Test
  void drawsBarsAsLongAsTheReadingsAreLarge() throws Exception {
    Table table = new Table(List.of("switchboard", "simple", "floor"));
    table.add("one" + Measurement.DELIVERIES, "switchboard", 1000);
    table.add("one" + Measurement.DELIVERIES, "simple", 250);
    table.add("one" + Measurement.P99, "switchboard", 5);
    table.add("one" + Measurement.P99, "simple", 20);

    Document drawn = parse(Chart.of(table, List.of("one")));

    List<Integer> bars = new ArrayList<>();
    for (Element bar : elements(drawn, "rect")) {
      if (!bar.getAttribute("width").endsWith("%")) {
        bars.add(Integer.valueOf(bar.getAttribute("width")));
      }
    }
    assertThat(bars).hasSize(4);
    assertThat((double) bars.get(2) / bars.get(0)).isBetween(0.24, 0.26);
    assertThat((double) bars.get(1) / bars.get(3)).isBetween(0.24, 0.26);
    assertThat(elements(drawn, "text").stream().map(Element::getTextContent))
        .contains("one", "1,000", "250", "5.0 ms", "20.0 ms", "Spring's simple broker");
  }

  private static List<Element> elements(Document drawn, String name) {
    NodeList found = drawn.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  private static Document parse(String svg)
      throws ParserConfigurationException, IOException, SAXException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
