package io.switchboard.stream;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Event streams.
 *
 * @param maxPerUser how many a user may have open on one node, 1 to 10,000
 */
@ConfigurationProperties("switchboard.stream")
@Validated
record StreamSettings(@DefaultValue("50") @Min(1) @Max(10_000) int maxPerUser) {}
