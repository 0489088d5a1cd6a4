/** Typed messages: what a client sends by its type, without naming a channel. */
@ApplicationModule(
    allowedDependencies = {"shared", "security", "broker", "stomp", "schema", "channel"})
@NullMarked
package io.switchboard.message;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
