package io.switchboard.preference;

import io.switchboard.shared.UserId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Repository;

/**
 * The stored sets. Must be called within a transaction; who only reads takes one that sees a single
 * state of the database, so that version and content belong together while others write.
 */
@Repository
class PreferenceSets {

  private static final List<String> PARTS = List.of("choices", "modes", "channels", "suppressions");

  private final EntityManager entities;

  PreferenceSets(EntityManager entities) {
    this.entities = entities;
  }

  Optional<PreferenceSet> find(UserId user) {
    return find(List.of(user)).stream().findFirst();
  }

  /** The sets of those of the users that have one. */
  List<PreferenceSet> find(Collection<UserId> users) {
    List<PreferenceSet> found = List.of();
    List<String> ids = users.stream().map(UserId::value).toList();
    // One statement for each part: all in one would multiply their rows.
    for (String part : PARTS) {
      found =
          entities
              .createQuery(
                  "select s from PreferenceSet s left join fetch s."
                      + part
                      + " where s.user in :users",
                  PreferenceSet.class)
              .setParameter("users", ids)
              .getResultList();
    }
    return found;
  }

  /** Takes the set for writing; other writers of this user wait until the transaction ends. */
  Optional<PreferenceSet> lock(UserId user) {
    return Optional.ofNullable(
        entities.find(PreferenceSet.class, user.value(), LockModeType.PESSIMISTIC_WRITE));
  }

  /**
   * Starts a user's set, empty and at version 0.
   *
   * @throws org.springframework.dao.DataIntegrityViolationException if another transaction started
   *     it meanwhile
   */
  PreferenceSet start(UserId user) {
    PreferenceSet set = new PreferenceSet(user);
    entities.persist(set);
    entities.flush();
    return set;
  }

  /**
   * Removes the user's set with all it holds. Where there is none, one is started: a first write
   * that was not yet committed once outlived the erasure, and now one waits for the other.
   *
   * @throws org.springframework.dao.DataIntegrityViolationException if another transaction started
   *     the set meanwhile
   */
  void erase(UserId user) {
    entities.remove(lock(user).orElseGet(() -> start(user)));
    entities.flush();
  }

  /** Writes what was changed, so that the versions are those that will be committed. */
  void flush() {
    entities.flush();
  }
}
