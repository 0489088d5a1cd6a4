package io.switchboard.preference;

import io.switchboard.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Goes on with the ledger where the export of a user's data stopped. */
@RestController
class PreferenceDataController {

  static final String PATH = "/api/users/{user}/data/history";

  private final PreferenceData data;

  PreferenceDataController(PreferenceData data) {
    this.data = data;
  }

  @GetMapping(PATH)
  ResponseEntity<PreferenceData.History> history(
      @PathVariable UserId user, @RequestParam(required = false) @Nullable Long before) {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(data.history(user, before == null ? Long.MAX_VALUE : before));
  }
}
