package io.switchboard.operations;

import java.util.List;

/** The service cannot run with what was configured. */
class SettingsMissing extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param missing the properties to set, at least one; an entry may offer a choice
   */
  SettingsMissing(List<String> missing) {
    super(
        "Switchboard does not start without its keys: set "
            + String.join("; ", missing)
            + " (only profile dev makes keys by itself).");
  }
}
