package io.switchboard.preference;

import io.switchboard.preference.Ledger.Origin;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is wrong with users' addresses. Whoever sends says what came back; from the commit on the
 * rule suppresses what would go there, until the user names another address or an operator takes it
 * back; naming the same address again later does not help. Saying the same again changes nothing.
 */
@Component
public class Suppressions {

  private final Preferences preferences;
  private final CatalogueStore catalogues;

  Suppressions(Preferences preferences, CatalogueStore catalogues) {
    this.preferences = preferences;
    this.catalogues = catalogues;
  }

  /**
   * Nothing goes to the user's address of that channel type from now on. Blocks until it is
   * committed, and must not be called within a transaction.
   *
   * @throws Refused {@link ErrorCode#UNKNOWN_CHANNEL_TYPE}, {@link ErrorCode#CONFLICT} if too many
   *     others changed the user's preferences at the same time
   */
  public void suppress(UserId user, String channelType, Suppression reason) {
    change(user, channelType, reason, new Origin("switchboard", ChangeSource.SERVICE));
  }

  /** The same, or the end of it without a reason. */
  void change(UserId user, String channelType, @Nullable Suppression reason, Origin origin) {
    catalogues.current().requireChannelType(channelType, "channelType");
    preferences.write(user, origin, IfMatch.ANY, new Edit.Suppress(channelType, reason));
  }
}
