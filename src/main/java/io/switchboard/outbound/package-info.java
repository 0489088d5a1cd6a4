/**
 * Every HTTP call that the service makes: pooled HTTP/2, an address filter, limits and a breaker
 * for each host, retries, metrics.
 */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.switchboard.outbound;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
