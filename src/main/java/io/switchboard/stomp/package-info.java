/** The wire: the {@code /ws} endpoint, STOMP frames, and the guard every client frame passes. */
@ApplicationModule(allowedDependencies = {"shared", "security", "broker"})
@NullMarked
package io.switchboard.stomp;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
