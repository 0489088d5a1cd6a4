package io.switchboard.security;

/** The authorities the service itself asks for. */
public final class Authorities {

  /** Publish on any channel by REST. */
  public static final String PUBLISH = "publish";

  /** Send notifications. */
  public static final String NOTIFY = "notify";

  /** Everything, Actuator included. */
  public static final String ADMIN = "admin";

  /** Granted to every token but an embed token: the user's own resources. */
  static final String USER = "ROLE_USER";

  private Authorities() {}
}
