package io.switchboard.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table's loads as an SVG picture: for each load a group of bars, one for each server, on the
 * left how much they delivered and on the right how long the slowest took. Every group has a scale
 * of its own, because a load that one server carries easily is beyond another.
 */
final class Chart {

  private static final Map<String, String> NAMES =
      Map.of(
          "switchboard", "Switchboard",
          "simple", "Spring's simple broker",
          "floor", "floor: one write each");
  private static final List<String> COLOURS = List.of("#2563eb", "#94a3b8", "#d3dae3");

  private static final int WIDTH = 960;
  private static final int MARGIN = 24;
  private static final int NAMES_END = 190;
  private static final int PANEL = 385;
  private static final int LONGEST = 255;
  private static final int LINE = 22;
  private static final int HEAD = 58;
  private static final int GROUP_HEAD = 34;

  private final Table table;
  private final List<String> loads;
  private final StringBuilder svg = new StringBuilder();

  private Chart(Table table, List<String> loads) {
    this.table = table;
    this.loads = loads;
  }

  /**
   * @param loads their names in the table
   * @return an SVG document
   */
  static String of(Table table, List<String> loads) {
    return new Chart(table, loads).draw();
  }

  private String draw() {
    int group = GROUP_HEAD + LINE * table.servers().size();
    int height = HEAD + group * loads.size() + MARGIN;
    add(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="13">
        <rect width="100%%" height="100%%" rx="8" fill="#ffffff"/>
        """,
        WIDTH, height);
    text(NAMES_END + 10, 34, "bold", "start", "deliveries per second (longer is better)");
    text(NAMES_END + 10 + PANEL, 34, "bold", "start", "99 of 100 within (shorter is better)");
    for (int i = 0; i < loads.size(); i++) {
      group(loads.get(i), HEAD + i * group);
    }
    return svg.append("</svg>\n").toString();
  }

  private void group(String load, int top) {
    text(MARGIN, top + 20, "bold", "start", load);
    List<String> servers = table.servers();
    for (int i = 0; i < servers.size(); i++) {
      String server = servers.get(i);
      int y = top + GROUP_HEAD + i * LINE;
      text(NAMES_END, y + 12, "normal", "end", NAMES.getOrDefault(server, server));
      bar(NAMES_END + 10, y, load + Measurement.DELIVERIES, i, "%,.0f");
      bar(NAMES_END + 10 + PANEL, y, load + Measurement.P99, i, "%.1f ms");
    }
  }

  private void bar(int x, int y, String row, int server, String format) {
    Double value = table.median(row, table.servers().get(server));
    if (value == null) {
      return;
    }
    double share = value / table.largest(row);
    long width = Math.max(1, Math.round(share * LONGEST));
    add(
        """
        <rect x="%d" y="%d" width="%d" height="16" rx="2" fill="%s"/>
        """,
        x, y, width, COLOURS.get(server % COLOURS.size()));
    text(x + width + 6, y + 12, "normal", "start", String.format(Locale.ROOT, format, value));
  }

  private void text(long x, int y, String weight, String anchor, String words) {
    add(
        """
        <text x="%d" y="%d" font-weight="%s" text-anchor="%s" fill="#1e293b">%s</text>
        """,
        x, y, weight, anchor, words);
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
