package io.switchboard.presence;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How presence follows sessions.
 *
 * @param period how long joins and leaves are collected before they are sent, 100 ms to 10 s
 * @param grace how long a lost session may take to come back unnoticed, 0 s to 1 min
 */
@ConfigurationProperties("switchboard.presence")
@Validated
record PresenceSettings(
    @DefaultValue("1s") @DurationMin(millis = 100) @DurationMax(seconds = 10) Duration period,
    @DefaultValue("5s") @DurationMin @DurationMax(minutes = 1) Duration grace) {}
