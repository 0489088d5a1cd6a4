/**
 * The words every module speaks: ids, channel names, error codes, problem answers, idempotent
 * requests, and the port for what modules keep about a user.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.switchboard.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
