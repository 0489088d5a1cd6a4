package io.switchboard.push;

import io.switchboard.shared.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import java.time.Instant;

/**
 * Whose browser it is.
 *
 * @param id by which this user, and nobody else, knows it
 * @param since when the user registered it first
 */
@Embeddable
record PushHolder(
    @Convert(converter = UserIdColumn.class) @Column(name = "owner") UserId user,
    @Embedded PushSubscriptionId id,
    @Column(name = "created_at") Instant since) {}
