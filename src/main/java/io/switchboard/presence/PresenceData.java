package io.switchboard.presence;

import io.switchboard.shared.ChannelName;
import io.switchboard.shared.PersonalData;
import io.switchboard.shared.UserId;
import java.util.List;
import org.springframework.stereotype.Component;

/** Where a user is present. It ends with the user's sessions and is not stored. */
@Component
class PresenceData implements PersonalData {

  private final Presences presences;

  PresenceData(Presences presences) {
    this.presences = presences;
  }

  /**
   * @param devices one for each session there
   */
  record Presence(ChannelName channel, List<Meta> devices) {}

  @Override
  public String name() {
    return "presence";
  }

  @Override
  public List<Presence> export(UserId user) {
    return presences.of(user).entrySet().stream()
        .map(entry -> new Presence(entry.getKey(), entry.getValue()))
        .toList();
  }

  @Override
  public void erase(UserId user) {
    // Nothing of it is stored.
  }
}
