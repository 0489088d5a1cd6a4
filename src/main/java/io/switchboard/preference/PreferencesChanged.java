package io.switchboard.preference;

import io.switchboard.shared.UserId;
import java.util.List;

/**
 * A user's preferences were changed and the change is committed. Published at most once, on the
 * thread of the request; two changes made at the same time may be told in either order, so a
 * listener that keeps state takes the higher version.
 *
 * @param version of the user's whole set, counted from 1, one up per change
 * @param changes the choices that differ from before; empty if only channel settings changed
 */
public record PreferencesChanged(UserId user, long version, List<PreferenceChange> changes) {

  public PreferencesChanged {
    changes = List.copyOf(changes);
  }
}
