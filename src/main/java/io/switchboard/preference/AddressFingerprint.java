package io.switchboard.preference;

import io.switchboard.security.Encryption;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Knows addresses again without keeping them; upper and lower case are the same. */
@Component
class AddressFingerprint {

  private static final String PURPOSE = "switchboard address v1";

  private final Encryption encryption;

  AddressFingerprint(Encryption encryption) {
    this.encryption = encryption;
  }

  /** The same for the same address, under a key of this installation. */
  String of(String address) {
    return encryption.fingerprint(address.strip().toLowerCase(Locale.ROOT), PURPOSE);
  }
}
