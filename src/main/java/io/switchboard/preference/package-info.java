/**
 * What a user wants to learn and over which channel types: choices, mutes and channel settings,
 * with {@link io.switchboard.preference.PreferencesChanged} published after each commit.
 */
@ApplicationModule(allowedDependencies = {"shared", "security", "stomp"})
@NullMarked
package io.switchboard.preference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
