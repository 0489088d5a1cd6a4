package io.switchboard.preference;

import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes up what users, tenants and the platform want.
 *
 * @param policyTypes to choose about
 * @param channelTypes to choose about
 */
record RandomPreferences(
    RandomGenerator random, List<String> policyTypes, List<String> channelTypes) {

  /**
   * A catalogue with these types; of one class those that are on, immediate the first channel, and
   * letters need an address.
   */
  static Catalogue catalogue(List<String> on, List<String> off, List<String> channelTypes) {
    return new Catalogue(
        new PreferenceSettings(
            Stream.concat(
                    on.stream().map(name -> type(name, PolicyClass.TRANSACTIONAL)),
                    off.stream().map(name -> type(name, PolicyClass.MARKETING)))
                .toList(),
            channelTypes.stream()
                .map(
                    name ->
                        new ChannelType(
                            name,
                            name.equals("letter") ? AddressKind.TEXT : AddressKind.NONE,
                            name.equals(channelTypes.getFirst()),
                            null,
                            null))
                .toList(),
            200,
            List.of(),
            "08:00",
            "UTC",
            "1"),
        List.of(),
        List.of());
  }

  private static PolicyType type(String name, PolicyClass policyClass) {
    return new PolicyType(name, policyClass, null, null, null);
  }

  Rulings rulings() {
    return new Rulings(
        rows(
            0.15,
            cell ->
                switch (random.nextInt(cell.isBroad() ? 3 : 4)) {
                  case 0 -> Ruling.FORBIDDEN;
                  case 1 -> Ruling.REQUIRED;
                  case 2 -> Ruling.DISABLED;
                  default -> Ruling.ENABLED;
                }));
  }

  Map<Cell, PolicySetting> choices() {
    return rows(
        0.2,
        cell ->
            cell.isBroad() || random.nextBoolean()
                ? PolicySetting.DISABLED
                : PolicySetting.ENABLED);
  }

  Map<Cell, CellMode> modes() {
    Map<Cell, CellMode> modes =
        rows(
            0.5,
            _ ->
                new CellMode(
                    random.nextInt(3) == 0, random.nextBoolean() ? 0 : random.nextInt(1, 3000)));
    modes.keySet().removeIf(Cell::isBroad);
    modes.values().removeIf(CellMode.PLAIN::equals);
    return modes;
  }

  Map<String, ChannelSettings> channels(ZoneId zone) {
    Map<String, ChannelSettings> settings = new HashMap<>();
    for (String channelType : channelTypes) {
      QuietHours quiet = random.nextInt(3) == 0 ? null : quietHours(zone);
      LocalTime digestAt = random.nextBoolean() ? null : time();
      String address = random.nextInt(3) == 0 ? null : "a@example.com";
      settings.put(channelType, new ChannelSettings(address, quiet, digestAt, zone));
    }
    return settings;
  }

  Map<String, Suppression> suppressions() {
    Map<String, Suppression> suppressions = new HashMap<>();
    for (String channelType : channelTypes) {
      if (random.nextInt(10) == 0) {
        Suppression[] all = Suppression.values();
        suppressions.put(channelType, all[random.nextInt(all.length)]);
      }
    }
    return suppressions;
  }

  private QuietHours quietHours(ZoneId zone) {
    LocalTime from = time();
    LocalTime to = time();
    return new QuietHours(zone, from, from.equals(to) ? to.plusMinutes(1) : to);
  }

  /** Often in the night, when clocks are changed. */
  private LocalTime time() {
    int minute = random.nextBoolean() ? random.nextInt(0, 241) : random.nextInt(0, 1440);
    return LocalTime.MIN.plusMinutes(random.nextBoolean() ? minute / 30 * 30L : minute);
  }

  private <T> Map<Cell, T> rows(double density, Function<Cell, @Nullable T> value) {
    Map<Cell, T> rows = new HashMap<>();
    for (String policyType : andAny(policyTypes)) {
      for (String channelType : andAny(channelTypes)) {
        Cell cell = new Cell(policyType, channelType);
        T content = value.apply(cell);
        if (content != null && random.nextDouble() < (cell.isBroad() ? density / 4 : density)) {
          rows.put(cell, content);
        }
      }
    }
    return rows;
  }

  private static List<String> andAny(List<String> types) {
    return Stream.concat(types.stream(), Stream.of(Cell.ANY)).toList();
  }
}
