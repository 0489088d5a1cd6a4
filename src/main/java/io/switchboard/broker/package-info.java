/** Sessions' outbound side and the fan-out of publications to them. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.switchboard.broker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
