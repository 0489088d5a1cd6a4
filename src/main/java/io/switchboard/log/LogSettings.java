package io.switchboard.log;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The channel log.
 *
 * @param beacon after how much silence a channel tells those who asked where it stands, 1 s to 5
 *     min; so long may a position stay unknown to a client that missed its channel's last message
 * @param cleanup how often publications whose time is over are deleted, 1 s to 1 d
 */
@ConfigurationProperties("switchboard.log")
@Validated
record LogSettings(
    @DefaultValue("15s") @DurationMin(seconds = 1) @DurationMax(minutes = 5) Duration beacon,
    @DefaultValue("1m") @DurationMin(seconds = 1) @DurationMax(days = 1) Duration cleanup) {}
