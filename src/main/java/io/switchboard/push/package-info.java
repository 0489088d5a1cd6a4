/** Browsers' push subscriptions, and the VAPID keys under which they were made. */
@ApplicationModule(allowedDependencies = {"shared", "security"})
@NullMarked
package io.switchboard.push;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
