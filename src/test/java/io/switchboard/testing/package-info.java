/** What tests share: real databases and brokers, and clients that act like users. */
@NullMarked
package io.switchboard.testing;

import org.jspecify.annotations.NullMarked;
