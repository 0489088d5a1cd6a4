package io.switchboard.push;

import org.jspecify.annotations.Nullable;

/** The configured VAPID keys or their subject cannot be used. */
class VapidUnusable extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message names the property, and never holds a private key
   */
  VapidUnusable(String message) {
    this(message, null);
  }

  VapidUnusable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
