package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Choices that reach the service on other ways than the user's own requests, such as the link in a
 * message by which one unsubscribes. They are checked, compiled, told and remembered like any
 * other, all or nothing; making the same choice again changes nothing. Blocks until it is
 * committed, and must not be called within a transaction.
 */
@Component
public class UserChoices {

  private final Preferences preferences;
  private final CatalogueStore catalogues;

  UserChoices(Preferences preferences, CatalogueStore catalogues) {
    this.preferences = preferences;
    this.catalogues = catalogues;
  }

  /**
   * @param actor who or what made the choices, as the ledger names it; 1 to 128 characters
   * @param source on which way they came
   * @throws Refused {@link ErrorCode#UNKNOWN_POLICY_TYPE}, {@link ErrorCode#UNKNOWN_CHANNEL_TYPE},
   *     {@link ErrorCode#NOT_PROCESSABLE} if a choice about many cells would enable, {@link
   *     ErrorCode#TOO_LARGE} for more choices than a user may make at once, {@link
   *     ErrorCode#CONFLICT} if too many others changed the preferences at the same time
   */
  public void make(UserId user, List<PreferenceChange> choices, String actor, ChangeSource source) {
    catalogues.current().requireAll(choices);
    preferences.write(
        user, new Origin(actor, source), IfMatch.ANY, new Edit.Choices(List.copyOf(choices)));
  }
}
