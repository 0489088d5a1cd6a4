/** Channels over plain HTTP: event streams and polling, with the cursor and the rights of STOMP. */
@ApplicationModule(
    allowedDependencies = {"shared", "security", "broker", "log", "stomp", "channel", "message"})
@NullMarked
package io.switchboard.stream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
