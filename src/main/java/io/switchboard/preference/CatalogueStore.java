package io.switchboard.preference;

import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The types of the configuration, and those that operators added to them. */
@Repository
class CatalogueStore {

  private final PreferenceSettings settings;
  private final JdbcClient jdbc;
  private volatile Catalogue last;

  CatalogueStore(PreferenceSettings settings, JdbcClient jdbc) {
    this.settings = settings;
    this.jdbc = jdbc;
    this.last = new Catalogue(settings, List.of(), List.of());
  }

  /** The catalogue as it is stored now. */
  Catalogue current() {
    Catalogue current =
        new Catalogue(
            settings,
            jdbc.sql(
                    "select name, class, title, description from preference_policy_type"
                        + " order by name")
                .query(
                    (row, _) ->
                        new PolicyType(
                            row.getString(1),
                            PolicyClass.of(row.getString(2)),
                            null,
                            row.getString(3),
                            row.getString(4)))
                .list(),
            jdbc.sql(
                    "select name, address, immediate, title, description"
                        + " from preference_channel_type order by name")
                .query(
                    (row, _) ->
                        new ChannelType(
                            row.getString(1),
                            AddressKind.valueOf(row.getString(2)),
                            row.getBoolean(3),
                            row.getString(4),
                            row.getString(5)))
                .list());
    last = current;
    return current;
  }

  /** What {@link #current()} answered last, without asking the database. */
  Catalogue last() {
    return last;
  }

  boolean isConfigured(PolicyType type) {
    return settings.policyTypes().stream().anyMatch(other -> other.name().equals(type.name()));
  }

  boolean isConfigured(ChannelType type) {
    return settings.channelTypes().stream().anyMatch(other -> other.name().equals(type.name()));
  }

  /** Adds the type, or changes it. */
  void put(PolicyType type, PolicyClass policyClass) {
    removePolicyType(type.name());
    jdbc.sql(
            "insert into preference_policy_type (name, class, title, description)"
                + " values (?, ?, ?, ?)")
        .params(type.name(), policyClass.word())
        .param(type.title())
        .param(type.description())
        .update();
  }

  /** Adds the type, or changes it. */
  void put(ChannelType type) {
    removeChannelType(type.name());
    jdbc.sql(
            "insert into preference_channel_type (name, address, immediate, title, description)"
                + " values (?, ?, ?, ?, ?)")
        .params(type.name(), type.address().name(), type.immediate())
        .param(type.title())
        .param(type.description())
        .update();
  }

  /** Whether it was there. */
  boolean removePolicyType(String name) {
    return jdbc.sql("delete from preference_policy_type where name = ?").param(name).update() == 1;
  }

  /** Whether it was there. */
  boolean removeChannelType(String name) {
    return jdbc.sql("delete from preference_channel_type where name = ?").param(name).update() == 1;
  }
}
