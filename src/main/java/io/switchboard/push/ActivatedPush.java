package io.switchboard.push;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A push subscription that was just proved.
 *
 * @param renewal lets the browser's service worker put another endpoint in the place of this one,
 *     once, without a user's token; to be kept in the browser
 */
record ActivatedPush(@JsonUnwrapped RegisteredPush subscription, String renewal) {}
