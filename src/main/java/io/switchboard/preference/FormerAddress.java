package io.switchboard.preference;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * An address that a user gave up while something was held against it.
 *
 * @param channelType of which channel type it was
 * @param fingerprint by which it is known again; it does not say what it is
 */
@Embeddable
record FormerAddress(
    @Column(name = "channel_type") String channelType,
    @Column(name = "address_hash", length = 64) @JdbcTypeCode(SqlTypes.CHAR) String fingerprint) {}
