package io.switchboard.preference;

import io.switchboard.stomp.UserMessages;
import io.switchboard.stomp.UserStream;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Tells all of a user's sessions what changed, on {@code /user/queue/preferences}. */
@Configuration(proxyBeanMethods = false)
class PreferenceStream {

  private static final UserStream STREAM = new UserStream("preferences");

  private final UserMessages messages;

  PreferenceStream(UserMessages messages) {
    this.messages = messages;
  }

  @Bean
  static UserStream preferenceUserStream() {
    return STREAM;
  }

  @EventListener
  void on(PreferencesChanged changed) {
    messages.send(changed.user(), STREAM, new News(changed.version(), changed.changes()));
  }

  /**
   * @param version of the user's whole set; a client that missed one reads the set again
   * @param changes the choices that differ from before
   */
  record News(long version, List<PreferenceChange> changes) {}
}
