/** Named rooms: what each namespace allows, and publishing to them. */
@ApplicationModule(allowedDependencies = {"shared", "security", "broker", "log", "stomp", "schema"})
@NullMarked
package io.switchboard.channel;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
