package io.switchboard.preference;

import io.switchboard.shared.TenantId;
import io.switchboard.shared.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Puts the rule for users together from what is stored. Must be called within a transaction. */
@Component
class Rules {

  private final CatalogueStore catalogues;
  private final RulingStore rulings;
  private final Tenants tenants;
  private final PreferenceSets sets;
  private final Erasures erasures;

  Rules(
      CatalogueStore catalogues,
      RulingStore rulings,
      Tenants tenants,
      PreferenceSets sets,
      Erasures erasures) {
    this.catalogues = catalogues;
    this.rulings = rulings;
    this.tenants = tenants;
    this.sets = sets;
    this.erasures = erasures;
  }

  /** The rule for that user with these preferences, stored or not. */
  PreferenceRule of(UserId user, UserPreferences preferences) {
    String tenant = tenants.of(user).map(TenantId::value).orElse(RulingStore.PLATFORM);
    Map<String, Rulings> rows = rulings.of(new HashSet<>(List.of(RulingStore.PLATFORM, tenant)));
    boolean erased = !erasures.among(List.of(user)).isEmpty();
    return rule(catalogues.current(), rows, tenant, erased ? preferences.asErased() : preferences);
  }

  /** Per user the rule, in the order of the users. */
  Map<UserId, PreferenceRule> of(Collection<UserId> users) {
    Map<UserId, UserPreferences> preferences = preferences(users);
    Map<UserId, String> memberships = tenants.of(users);
    Set<String> wanted = new HashSet<>(memberships.values());
    wanted.add(RulingStore.PLATFORM);
    Map<String, Rulings> rows = rulings.of(wanted);
    Catalogue catalogue = catalogues.current();
    Map<UserId, PreferenceRule> rules = new LinkedHashMap<>();
    for (UserId user : users) {
      String tenant = memberships.getOrDefault(user, RulingStore.PLATFORM);
      UserPreferences own = preferences.getOrDefault(user, UserPreferences.NONE);
      rules.put(user, rule(catalogue, rows, tenant, own));
    }
    return rules;
  }

  private Map<UserId, UserPreferences> preferences(Collection<UserId> users) {
    Map<UserId, UserPreferences> preferences = new HashMap<>();
    sets.find(users).forEach(set -> preferences.put(set.user(), set.content()));
    // An operator may have written to the set since; only the user himself comes back.
    erasures.among(users).forEach(user -> preferences.put(user, UserPreferences.ERASED));
    return preferences;
  }

  private static PreferenceRule rule(
      Catalogue catalogue, Map<String, Rulings> rows, String tenant, UserPreferences user) {
    return new PreferenceRule(
        catalogue,
        rows.getOrDefault(RulingStore.PLATFORM, Rulings.NONE),
        tenant.equals(RulingStore.PLATFORM)
            ? Rulings.NONE
            : rows.getOrDefault(tenant, Rulings.NONE),
        user);
  }
}
