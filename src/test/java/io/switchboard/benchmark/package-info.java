/** Measures the service from outside, as its clients meet it. */
@NullMarked
package io.switchboard.benchmark;

import org.jspecify.annotations.NullMarked;
