/**
 * What a user wants to learn and over which channel types: the rule, choices, what operators say,
 * the catalogue and the consent ledger, with {@link io.switchboard.preference.PreferencesChanged}
 * published after each commit.
 */
@ApplicationModule(allowedDependencies = {"shared", "security", "broker", "stomp"})
@NullMarked
package io.switchboard.preference;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
