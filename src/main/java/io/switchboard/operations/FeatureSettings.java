package io.switchboard.operations;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Switches that the service hands to clients.
 *
 * @param debugWebsocket asks clients to log what they send and receive
 * @param debugRealtimeState asks clients to log how their state changes
 * @param custom an application's own switches, by the names its clients ask for
 */
@ConfigurationProperties("switchboard.features")
record FeatureSettings(
    @DefaultValue("false") boolean debugWebsocket,
    @DefaultValue("false") boolean debugRealtimeState,
    @DefaultValue Map<String, Boolean> custom) {}
