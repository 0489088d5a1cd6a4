package io.switchboard.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The readings of every server, and how the first one's compare with each of the others'. Of
 * several readings of one thing the median is shown.
 */
final class Table {

  private static final String MISSING = "-";

  private final List<String> servers;
  private final Map<String, Map<String, List<Double>>> rows = new LinkedHashMap<>();

  /**
   * @param servers the one that is judged first
   */
  Table(List<String> servers) {
    this.servers = List.copyOf(servers);
  }

  /** Adds a reading; rows stand in the order in which they first came. */
  void add(String row, String server, double value) {
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>())
        .computeIfAbsent(server, _ -> new ArrayList<>())
        .add(value);
  }

  /** The median of the readings, {@code null} if there is none. */
  @Nullable Double median(String row, String server) {
    List<Double> readings = rows.getOrDefault(row, Map.of()).getOrDefault(server, List.of());
    return readings.isEmpty() ? null : readings.stream().sorted().toList().get(readings.size() / 2);
  }

  /** The largest of the servers' medians, 0 if there is none. */
  double largest(String row) {
    return servers.stream()
        .map(server -> median(row, server))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  List<String> servers() {
    return servers;
  }

  /** The table as lines of equal columns. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    String[] head = new String[servers.size() * 2];
    head[0] = "";
    for (int i = 0; i < servers.size(); i++) {
      head[1 + i] = servers.get(i);
      if (i > 0) {
        head[servers.size() + i] = "÷ " + servers.get(i);
      }
    }
    lines.add(line(head));
    rows.keySet().forEach(row -> lines.add(line(cells(row))));
    return lines;
  }

  private String[] cells(String row) {
    String[] cells = new String[servers.size() * 2];
    cells[0] = row;
    Double first = median(row, servers.getFirst());
    for (int i = 0; i < servers.size(); i++) {
      Double value = median(row, servers.get(i));
      cells[1 + i] = value == null ? MISSING : number(value);
      if (i > 0) {
        cells[servers.size() + i] =
            first == null || value == null || value == 0 ? MISSING : number(first / value);
      }
    }
    return cells;
  }

  private static String line(String[] cells) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-56s", cells[0]));
    for (int i = 1; i < cells.length; i++) {
      line.append(String.format(Locale.ROOT, "%13s", cells[i]));
    }
    return line.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
  }
}
