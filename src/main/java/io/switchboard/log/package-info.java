/** The channel log: recorded publications by position, and their live end on this node. */
@ApplicationModule(allowedDependencies = {"shared", "broker"})
@NullMarked
package io.switchboard.log;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
