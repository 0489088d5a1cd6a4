package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What operators change: policies and the catalogue. Each change compiles what it concerns and
 * appends to the ledger in its own transaction; changes of operators go one after another.
 */
@Component
class Administration {

  private static final int MAX_POLICY_TYPES = 48;
  private static final int MAX_CHANNEL_TYPES = 24;

  private final CatalogueStore catalogues;
  private final RulingStore rulings;
  private final Layers layers;
  private final Ledger ledger;
  private final OperatorLock lock;

  Administration(
      CatalogueStore catalogues,
      RulingStore rulings,
      Layers layers,
      Ledger ledger,
      OperatorLock lock) {
    this.catalogues = catalogues;
    this.rulings = rulings;
    this.layers = layers;
    this.ledger = ledger;
    this.lock = lock;
  }

  /**
   * Makes a row of the platform or of a tenant, or takes it back.
   *
   * @throws Refused {@link ErrorCode#UNKNOWN_POLICY_TYPE}, {@link ErrorCode#UNKNOWN_CHANNEL_TYPE},
   *     or {@link ErrorCode#NOT_PROCESSABLE} if a row about many cells would enable
   */
  @Transactional
  void rule(String tenant, Cell cell, Ruling ruling, Origin origin) {
    lock.take();
    // A row about a type that is gone can still be taken back.
    if (ruling != Ruling.INHERIT) {
      catalogues.current().requireRow(cell, "");
    }
    if (cell.isBroad() && ruling == Ruling.ENABLED) {
      throw Refused.field(
          ErrorCode.NOT_PROCESSABLE,
          "policySetting",
          "'*' takes disabled, required, forbidden or inherit; enable each cell.");
    }
    Ruling before = ruling(tenant, cell);
    rulings.put(tenant, cell, ruling);
    Ruling after = ruling(tenant, cell);
    if (before != after) {
      layers.compile(tenant);
      ledger.appendPolicy(
          tenant, origin, List.of(new Change(cell, Change.SETTING, before.word(), after.word())));
    }
  }

  private Ruling ruling(String tenant, Cell cell) {
    return rulings.of(tenant).rows().getOrDefault(cell, Ruling.INHERIT);
  }

  /**
   * Adds a policy type, or changes one that was added.
   *
   * @throws Refused {@link ErrorCode#CONFLICT} if the configuration has it, {@link
   *     ErrorCode#NOT_PROCESSABLE} if there are too many
   */
  @Transactional
  void put(PolicyType type, PolicyClass policyClass, Origin origin) {
    lock.take();
    Catalogue before = catalogues.current();
    requireName(type.name(), catalogues.isConfigured(type));
    requireRoom(before.policyTypes(), type.name(), MAX_POLICY_TYPES);
    PolicyType stored = before.policyType(type.name());
    if (type.equals(stored)) {
      return;
    }
    catalogues.put(type, policyClass);
    try {
      layers.compileAll();
    } catch (PolicyTypesUsedUp full) {
      throw new Refused(ErrorCode.NOT_PROCESSABLE, full.getMessage() + ".");
    }
    record(TypeChanges.ofPolicyType(type.name(), stored, type), origin);
  }

  /**
   * Adds a channel type, or changes one that was added.
   *
   * @throws Refused {@link ErrorCode#CONFLICT} if the configuration has it, {@link
   *     ErrorCode#NOT_PROCESSABLE} if there are too many
   */
  @Transactional
  void put(ChannelType type, Origin origin) {
    lock.take();
    Catalogue before = catalogues.current();
    requireName(type.name(), catalogues.isConfigured(type));
    requireRoom(before.channelTypes(), type.name(), MAX_CHANNEL_TYPES);
    ChannelType stored = before.channelType(type.name());
    if (type.equals(stored)) {
      return;
    }
    catalogues.put(type);
    layers.compileAll();
    record(TypeChanges.ofChannelType(type.name(), stored, type), origin);
  }

  /**
   * Removes an added policy type. What users chose about it is kept, should it come back.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CONFLICT} if it is configured
   */
  @Transactional
  void removePolicyType(String name, Origin origin) {
    lock.take();
    PolicyType stored = catalogues.current().policyType(name);
    requireRemoved(catalogues.removePolicyType(name), stored != null);
    layers.compileAll();
    record(TypeChanges.ofPolicyType(name, stored, null), origin);
  }

  /**
   * Removes an added channel type. What users chose about it is kept, should it come back.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CONFLICT} if it is configured
   */
  @Transactional
  void removeChannelType(String name, Origin origin) {
    lock.take();
    ChannelType stored = catalogues.current().channelType(name);
    requireRemoved(catalogues.removeChannelType(name), stored != null);
    layers.compileAll();
    record(TypeChanges.ofChannelType(name, stored, null), origin);
  }

  private void record(List<Change> changes, Origin origin) {
    ledger.appendPolicy(RulingStore.PLATFORM, origin, changes);
  }

  private static void requireName(String name, boolean configured) {
    if (configured) {
      throw new Refused(ErrorCode.CONFLICT, "The configuration has this type; change it there.");
    }
    if (!PreferenceSettings.isName(name)) {
      throw Refused.field(
          ErrorCode.INVALID_VALUE,
          "name",
          "A type is named with a-z 0-9 _ -, begins with a letter and has up to 32 characters.");
    }
  }

  private static void requireRoom(List<String> names, String name, int max) {
    if (!names.contains(name) && names.size() >= max) {
      throw new Refused(
          ErrorCode.NOT_PROCESSABLE, "There are " + max + " types already; remove one first.");
    }
  }

  private static void requireRemoved(boolean removed, boolean isThere) {
    if (!removed) {
      throw isThere
          ? new Refused(ErrorCode.CONFLICT, "The configuration has this type; remove it there.")
          : new Refused(ErrorCode.NOT_FOUND, "There is no such type.");
    }
  }
}
