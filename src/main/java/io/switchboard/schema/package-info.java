/** JSON Schemas that message bodies are checked against. */
@ApplicationModule(allowedDependencies = "shared")
@NullMarked
package io.switchboard.schema;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
