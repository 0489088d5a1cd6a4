/**
 * The words every module speaks: ids, channel names, error codes, problem answers and idempotent
 * requests.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package io.switchboard.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
