/**
 * Browsers' push subscriptions, the VAPID keys under which they were made, and the sending to them.
 */
@ApplicationModule(allowedDependencies = {"shared", "security", "outbound"})
@NullMarked
package io.switchboard.push;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
