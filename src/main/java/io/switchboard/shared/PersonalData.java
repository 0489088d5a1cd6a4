package io.switchboard.shared;

import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriUtils;

/**
 * What one module keeps about a user. Each module with such data has a bean of it, so that all of
 * it can be handed out and erased at once. {@link #export} and {@link #erase} are called within one
 * transaction for all modules and may block; that of the export only reads, and sees one state.
 */
public interface PersonalData {

  /** The member under which it is exported; no two modules have the same. */
  String name();

  /**
   * Everything the module keeps about the user, for the user to read.
   *
   * @return becomes JSON; holds no secrets and nothing about others
   */
  Object export(UserId user);

  /**
   * Removes what is stored. Erasing what is not there is no error.
   *
   * @throws org.springframework.dao.DataIntegrityViolationException if another transaction stored
   *     the first of it meanwhile; it is called once more then, in another transaction
   */
  void erase(UserId user);

  /**
   * Ends and forgets what is in memory, after the commit of {@link #erase}: sessions, caches. It is
   * called again if the erasure is repeated.
   */
  default void forget(UserId user) {}

  /**
   * Where an export goes on.
   *
   * @param path with {@code {user}} in the user's place
   */
  static String address(String path, UserId user) {
    return path.replace("{user}", UriUtils.encodePathSegment(user.value(), StandardCharsets.UTF_8));
  }
}
