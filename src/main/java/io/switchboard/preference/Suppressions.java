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
 * back; naming the same address again later does not help. What came back late, from an address
 * that is not the user's any more, is held against that one only. Saying the same again changes
 * nothing.
 */
@Component
public class Suppressions {

  private final Preferences preferences;
  private final CatalogueStore catalogues;
  private final AddressFingerprint fingerprint;

  Suppressions(Preferences preferences, CatalogueStore catalogues, AddressFingerprint fingerprint) {
    this.preferences = preferences;
    this.catalogues = catalogues;
    this.fingerprint = fingerprint;
  }

  /**
   * Nothing goes to the user's address of that channel type from now on. Blocks until it is
   * committed, and must not be called within a transaction.
   *
   * @param address the one it is about, {@code null} for the one that the user has now
   * @throws Refused {@link ErrorCode#UNKNOWN_CHANNEL_TYPE}, {@link ErrorCode#INVALID_VALUE} for
   *     what is no address of the channel type, {@link ErrorCode#CONFLICT} if too many others
   *     changed the user's preferences at the same time
   */
  public void suppress(
      UserId user, String channelType, @Nullable String address, Suppression reason) {
    suppress(user, channelType, address, reason, new Origin("switchboard", ChangeSource.SERVICE));
  }

  /** The same, on an operator's behalf. */
  void suppress(
      UserId user,
      String channelType,
      @Nullable String address,
      Suppression reason,
      Origin origin) {
    AddressKind kind = catalogues.current().addressKind(channelType);
    preferences.write(user, origin, IfMatch.ANY, edit(channelType, kind, address, reason));
  }

  private Edit edit(
      String channelType, AddressKind kind, @Nullable String address, Suppression reason) {
    if (address == null) {
      return new Edit.Suppress(channelType, reason);
    }
    kind.require(address);
    return new Edit.Hold(channelType, address, reason, text -> fingerprint.of(text, kind));
  }

  /** Nothing is held against the user's addresses of that channel type any more. */
  void release(UserId user, String channelType, Origin origin) {
    catalogues.current().requireChannelType(channelType, "channelType");
    preferences.write(user, origin, IfMatch.ANY, new Edit.Suppress(channelType, null));
  }
}
