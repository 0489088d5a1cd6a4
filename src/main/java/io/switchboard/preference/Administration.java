package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.preference.PreferenceSettings.ChannelType;
import io.switchboard.preference.PreferenceSettings.PolicyType;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What operators change: policies, the catalogue, and who belongs to which tenant. Each change
 * compiles what it concerns and appends to the ledger in its own transaction; changes of operators
 * go one after another.
 */
@Component
class Administration {

  private static final int MAX_POLICY_TYPES = 48;
  private static final int MAX_CHANNEL_TYPES = 24;

  private final CatalogueStore catalogues;
  private final RulingStore rulings;
  private final Tenants tenants;
  private final Layers layers;
  private final Ledger ledger;
  private final OperatorLock lock;
  private final TransactionTemplate transaction;

  Administration(
      CatalogueStore catalogues,
      RulingStore rulings,
      Tenants tenants,
      Layers layers,
      Ledger ledger,
      OperatorLock lock,
      PlatformTransactionManager transactions) {
    this.catalogues = catalogues;
    this.rulings = rulings;
    this.tenants = tenants;
    this.layers = layers;
    this.ledger = ledger;
    this.lock = lock;
    this.transaction = new TransactionTemplate(transactions);
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
    catalogues.put(type, policyClass);
    try {
      layers.compileAll();
    } catch (IllegalStateException full) {
      throw new Refused(ErrorCode.NOT_PROCESSABLE, String.valueOf(full.getMessage()) + ".");
    }
    record(new Cell(type.name(), Cell.ANY), "policyType", policyClass.word(), origin);
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
    catalogues.put(type);
    layers.compileAll();
    record(Cell.ofChannel(type.name()), "channelType", "added", origin);
  }

  /**
   * Removes an added policy type. What users chose about it is kept, should it come back.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CONFLICT} if it is configured
   */
  @Transactional
  void removePolicyType(String name, Origin origin) {
    lock.take();
    boolean isThere = catalogues.current().policyTypes().contains(name);
    requireRemoved(catalogues.removePolicyType(name), isThere);
    layers.compileAll();
    record(new Cell(name, Cell.ANY), "policyType", null, origin);
  }

  /**
   * Removes an added channel type. What users chose about it is kept, should it come back.
   *
   * @throws Refused {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#CONFLICT} if it is configured
   */
  @Transactional
  void removeChannelType(String name, Origin origin) {
    lock.take();
    boolean isThere = catalogues.current().channelTypes().contains(name);
    requireRemoved(catalogues.removeChannelType(name), isThere);
    layers.compileAll();
    record(Cell.ofChannel(name), "channelType", null, origin);
  }

  /**
   * Remembers which tenant the user belongs to.
   *
   * @param tenant {@code null} if none
   */
  void assign(UserId user, @Nullable TenantId tenant, Origin origin) {
    try {
      transaction.executeWithoutResult(_ -> assignNow(user, tenant, origin));
    } catch (DuplicateKeyException first) {
      // Somebody else did the same at the same time; whoever comes second is remembered.
      transaction.executeWithoutResult(_ -> assignNow(user, tenant, origin));
    }
  }

  private void assignNow(UserId user, @Nullable TenantId tenant, Origin origin) {
    Optional<TenantId> before = tenants.of(user);
    if (!before.equals(Optional.ofNullable(tenant))) {
      tenants.assign(user, tenant);
      Change change =
          new Change(
              new Cell(Cell.ANY, Cell.ANY),
              Change.TENANT,
              before.map(TenantId::value).orElse(null),
              tenant == null ? null : tenant.value());
      ledger.append(user, origin, List.of(change));
    }
  }

  private void record(Cell cell, String aspect, @Nullable String now, Origin origin) {
    ledger.appendPolicy(RulingStore.PLATFORM, origin, List.of(new Change(cell, aspect, null, now)));
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
