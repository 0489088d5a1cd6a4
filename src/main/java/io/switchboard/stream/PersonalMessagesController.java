package io.switchboard.stream;

import io.switchboard.log.LogPlace;
import io.switchboard.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Goes on where the export of a user's data stopped. */
@RestController
class PersonalMessagesController {

  static final String PATH = "/api/users/{user}/data/messages";

  private final PersonalMessages messages;

  PersonalMessagesController(PersonalMessages messages) {
    this.messages = messages;
  }

  @GetMapping(PATH)
  ResponseEntity<PersonalMessages.Page> messages(
      @PathVariable UserId user, @RequestParam(required = false) @Nullable String after) {
    LogPlace place = after == null ? null : LogPlace.parse(after);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(messages.page(user, place));
  }
}
