package io.switchboard.push;

import io.switchboard.push.crypto.P256;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What {@code PushSubscription.toJSON()} gives in a browser, and under which key it was made.
 *
 * @param endpoint where the push service takes messages for this browser
 * @param expirationTime when the push service ends the subscription, in milliseconds since 1970;
 *     {@code null} if it does not say, and most do not
 * @param keys for the encryption of messages (RFC 8291)
 * @param applicationServerKey the {@code options.applicationServerKey} of the browser's {@code
 *     PushSubscription}, in Base64url; {@code null} if the client does not say
 */
record BrowserSubscription(
    @NotNull String endpoint,
    @Nullable @Min(0) @Max(LAST_MILLISECOND) Long expirationTime,
    @NotNull @Valid ClientKeys keys,
    @Nullable String applicationServerKey) {

  /** The end of the year 9999. */
  private static final long LAST_MILLISECOND = 253_402_300_799_999L;

  @Nullable Instant expiresAt() {
    return expirationTime == null ? null : Instant.ofEpochMilli(expirationTime);
  }

  /**
   * Both in Base64url, with or without padding.
   *
   * @param p256dh the browser's public key: an uncompressed point on P-256, 65 bytes
   * @param auth a secret that it shares with those who push, 16 bytes
   */
  record ClientKeys(@NotNull String p256dh, @NotNull String auth) {

    private static final int AUTH_BYTES = 16;

    /**
     * @throws Refused with {@link ErrorCode#INVALID_VALUE}
     */
    byte[] publicKey() {
      try {
        byte[] point = Base64.getUrlDecoder().decode(p256dh);
        P256.requirePoint(point);
        return point;
      } catch (IllegalArgumentException _) {
        throw new Refused(
            ErrorCode.INVALID_VALUE,
            "The field 'keys.p256dh' is not an uncompressed P-256 point of 65 bytes in Base64url.");
      }
    }

    /**
     * The secret, in Base64url without padding.
     *
     * @throws Refused with {@link ErrorCode#INVALID_VALUE}
     */
    String secret() {
      try {
        byte[] bytes = Base64.getUrlDecoder().decode(auth);
        if (bytes.length == AUTH_BYTES) {
          return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
      } catch (IllegalArgumentException _) {
        // Not Base64url: refused like any other length.
      }
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "The field 'keys.auth' is not a secret of 16 bytes in Base64url.");
    }
  }
}
