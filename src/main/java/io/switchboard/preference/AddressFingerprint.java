package io.switchboard.preference;

import io.switchboard.security.Encryption;
import org.springframework.stereotype.Component;

/** Knows addresses again without keeping them, as far as their kind tells them apart. */
@Component
class AddressFingerprint {

  private static final String PURPOSE = "switchboard address v1";

  private final Encryption encryption;

  AddressFingerprint(Encryption encryption) {
    this.encryption = encryption;
  }

  /** The same for the same address, under a key of this installation. */
  String of(String address, AddressKind kind) {
    return encryption.fingerprint(kind.canonical(address), PURPOSE);
  }
}
