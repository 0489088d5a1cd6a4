package io.switchboard.preference;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of the platform or of one tenant. A row about many cells holds for each of them, beside
 * the row of the very cell.
 *
 * @param rows never {@link Ruling#INHERIT}, and {@link Ruling#ENABLED} for single cells only
 */
record Rulings(Map<Cell, Ruling> rows) {

  static final Rulings NONE = new Rulings(Map.of());

  Rulings {
    rows = Map.copyOf(rows);
  }

  /** The narrowest row that says so about the cell. */
  Optional<Cell> find(Cell cell, Ruling ruling) {
    return cell.covering().stream().filter(row -> rows.get(row) == ruling).findFirst();
  }

  /** The same text for the same rows, on every node. */
  @Override
  public String toString() {
    Map<String, Ruling> sorted = new TreeMap<>();
    rows.forEach((cell, ruling) -> sorted.put(cell.toString(), ruling));
    return sorted.toString();
  }
}
