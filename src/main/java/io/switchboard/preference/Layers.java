package io.switchboard.preference;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps what is compiled of the platform and the tenants. At the start it compiles everything,
 * because the configuration may be another; after that each change compiles what it concerns.
 */
@Component
class Layers implements SmartInitializingSingleton {

  private final CatalogueStore catalogues;
  private final RulingStore rulings;
  private final Bits bits;
  private final MaskStore masks;
  private final OperatorLock lock;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;

  Layers(
      CatalogueStore catalogues,
      RulingStore rulings,
      Bits bits,
      MaskStore masks,
      OperatorLock lock,
      JdbcClient jdbc,
      PlatformTransactionManager transactions) {
    this.catalogues = catalogues;
    this.rulings = rulings;
    this.bits = bits;
    this.masks = masks;
    this.lock = lock;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  public void afterSingletonsInstantiated() {
    try {
      transaction.executeWithoutResult(
          _ -> {
            lock.take();
            compileAll();
          });
    } catch (PolicyTypesUsedUp full) {
      throw new InvalidConfigurationPropertyValueException(
          "switchboard.preferences.policy-types", full.policyType(), full.getMessage());
    }
  }

  /** Compiles everything anew. Whoever calls it holds the lock. */
  void compileAll() {
    Set<String> tenants = new TreeSet<>(rulings.tenants());
    Set<String> compiled =
        Set.copyOf(
            jdbc.sql("select distinct tenant from preference_layer").query(String.class).list());
    compile(tenants);
    masks.write(compiled.stream().filter(tenant -> !tenants.contains(tenant)).toList(), Map.of());
  }

  /** Compiles what the tenant says anew, or for the platform everything. */
  void compile(String tenant) {
    if (tenant.equals(RulingStore.PLATFORM)) {
      compileAll();
    } else {
      compile(Set.of(tenant));
    }
  }

  private void compile(Collection<String> tenants) {
    Catalogue catalogue = catalogues.current();
    bits.give(catalogue.policyTypes());
    Map<String, Integer> all = bits.read();
    Set<String> wanted = new TreeSet<>(tenants);
    wanted.add(RulingStore.PLATFORM);
    Map<String, Rulings> rows = rulings.of(wanted);
    Rulings platform = rows.getOrDefault(RulingStore.PLATFORM, Rulings.NONE);
    Map<String, Map<String, LayerMask>> layers = new HashMap<>();
    for (String tenant : tenants) {
      Rulings own =
          tenant.equals(RulingStore.PLATFORM)
              ? Rulings.NONE
              : rows.getOrDefault(tenant, Rulings.NONE);
      PreferenceRule rule = new PreferenceRule(catalogue, platform, own, UserPreferences.NONE);
      Map<String, LayerMask> byChannel = new HashMap<>();
      catalogue
          .channelTypes()
          .forEach(type -> byChannel.put(type, LayerMask.compile(rule, type, all)));
      layers.put(tenant, byChannel);
    }
    masks.write(tenants, layers);
  }
}
