/** What operators meet: what the service needs to start, and how it tells that it is well. */
@ApplicationModule
@NullMarked
package io.switchboard.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
