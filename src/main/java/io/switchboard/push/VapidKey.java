package io.switchboard.push;

import java.security.interfaces.ECPrivateKey;

/**
 * A key pair that browsers subscribe under.
 *
 * @param id the first 16 hex digits of the public key's SHA-256
 * @param publicKey an uncompressed point, 65 bytes in Base64url
 */
record VapidKey(String id, String publicKey, ECPrivateKey privateKey) {

  /** Fit for a log. */
  @Override
  public String toString() {
    return "VapidKey " + id;
  }
}
