package io.switchboard.push;

import java.time.Instant;

/**
 * A push subscription as its owner sees it.
 *
 * @param host the push service
 * @param createdAt since when it is this user's
 */
record RegisteredPush(
    PushSubscriptionId id, String host, PushSubscriptionState state, Instant createdAt) {}
