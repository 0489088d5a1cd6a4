package io.switchboard.preference;

import io.switchboard.shared.UserId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.stereotype.Repository;

/** The stored sets. Must be called within a transaction. */
@Repository
class PreferenceSets {

  private final EntityManager entities;

  PreferenceSets(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * Reads the whole set in one statement, so that version and content belong together while others
   * write.
   */
  Optional<PreferenceSet> find(UserId user) {
    return Optional.ofNullable(
        entities
            .createQuery(
                """
                select s from PreferenceSet s
                left join fetch s.choices
                left join fetch s.channels
                where s.user = :user\
                """,
                PreferenceSet.class)
            .setParameter("user", user.value())
            .getSingleResultOrNull());
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

  /** Writes what was changed, so that the versions are those that will be committed. */
  void flush() {
    entities.flush();
  }
}
