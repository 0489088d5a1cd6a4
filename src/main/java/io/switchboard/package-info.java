/** Starts the service. */
@NullMarked
package io.switchboard;

import org.jspecify.annotations.NullMarked;
