package io.switchboard.operations;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import io.switchboard.shared.ClientConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells clients how the service is configured, as far as they need it. */
@RestController
class ConfigController {

  private final Config config;

  ConfigController(
      List<ClientConfig> sections,
      FeatureSettings features,
      @Value("${switchboard.stomp.enabled:true}") boolean webSocket) {
    Map<String, Boolean> switches = new TreeMap<>(features.custom());
    switches.put("ENABLE_WEBSOCKET", webSocket);
    switches.put("DEBUG_WEBSOCKET", features.debugWebsocket());
    switches.put("DEBUG_REALTIME_STATE", features.debugRealtimeState());
    Map<String, Object> contents = new TreeMap<>();
    sections.forEach(section -> contents.put(section.section(), section.content()));
    this.config = new Config(switches, contents);
  }

  @GetMapping("/api/config")
  ResponseEntity<Config> config() {
    return ResponseEntity.ok().cacheControl(CacheControl.noCache()).body(config);
  }

  /**
   * @param features what is switched on
   * @param sections one member for each module that has something to tell
   */
  record Config(Map<String, Boolean> features, @JsonAnyGetter Map<String, Object> sections) {}
}
