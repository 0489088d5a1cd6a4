/**
 * The cryptography of Web Push: keys on the curve P-256, and messages that only a browser reads.
 */
@NullMarked
package io.switchboard.push.crypto;

import org.jspecify.annotations.NullMarked;
