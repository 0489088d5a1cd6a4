package io.switchboard.push;

import io.switchboard.shared.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embeddable;
import java.time.Instant;

/**
 * Whose browser it is.
 *
 * @param since when the user registered it first
 */
@Embeddable
record PushHolder(
    @Convert(converter = UserIdColumn.class) @Column(name = "owner") UserId user,
    @Column(name = "created_at") Instant since) {}
