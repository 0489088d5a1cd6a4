package io.switchboard.shared;

/**
 * What one module keeps about a user. Each module with such data has a bean of it, so that all of
 * it can be handed out and erased at once. Both methods are called within one transaction for all
 * modules, may block, and leave files, sockets and caches for after the commit.
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

  /** Removes it. Erasing what is not there is no error. */
  void erase(UserId user);
}
