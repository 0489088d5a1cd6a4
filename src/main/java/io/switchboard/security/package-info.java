/** Who is calling: tokens, tickets, authorities, and the keys they rest on. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.switchboard.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
