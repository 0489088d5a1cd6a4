/** Who is on a channel, across a user's devices. */
@ApplicationModule(allowedDependencies = {"shared", "security", "broker", "stomp", "channel"})
@NullMarked
package io.switchboard.presence;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
