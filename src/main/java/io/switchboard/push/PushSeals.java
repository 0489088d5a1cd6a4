package io.switchboard.push;

import io.switchboard.security.Encryption;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/**
 * Turns what browsers give into what is stored. Endpoint and secret are sealed for one push
 * subscription and can be opened for no other.
 */
@Component
class PushSeals {

  private final PushSettings settings;
  private final Vapid vapid;
  private final Encryption encryption;

  PushSeals(PushSettings settings, Vapid vapid, Encryption encryption) {
    this.settings = settings;
    this.vapid = vapid;
    this.encryption = encryption;
  }

  /**
   * @throws Refused {@link ErrorCode#ENDPOINT_NOT_ALLOWED} or {@link ErrorCode#INVALID_VALUE}
   */
  PushCandidate candidate(BrowserSubscription browser) {
    String serverKey = browser.applicationServerKey();
    return new PushCandidate(
        PushEndpoint.parse(browser.endpoint(), settings.allowedHosts()),
        browser.keys().publicKey(),
        browser.keys().secret(),
        browser.expiresAt(),
        serverKey == null ? null : vapid.idOf(serverKey));
  }

  /** Of a browser that does not say, the key is the current one. */
  PushTarget sealed(PushSubscriptionId id, PushCandidate candidate) {
    PushEndpoint endpoint = candidate.endpoint();
    String said = candidate.vapidKeyId();
    return new PushTarget(
        endpoint.host(),
        encryption.seal(endpoint.url(), PushSubscriptions.endpointContext(id)),
        candidate.p256dh(),
        encryption.seal(candidate.auth(), PushSubscriptions.authContext(id)),
        candidate.expiresAt(),
        said == null ? vapid.keyId() : said);
  }

  /** Whether this is the very browser: no other has the keys. */
  boolean isSameBrowser(PushSubscription stored, PushCandidate candidate) {
    PushTarget target = stored.target();
    return stored.endpointHash().equals(candidate.endpoint().hash())
        && Arrays.equals(target.p256dh(), candidate.p256dh())
        && encryption
            .open(target.auth(), PushSubscriptions.authContext(stored.id()))
            .equals(candidate.auth());
  }

  /** Whether it comes as it was, and does not say that it subscribed under another key. */
  boolean isUnchanged(PushSubscription stored, PushCandidate candidate) {
    String said = candidate.vapidKeyId();
    return isSameBrowser(stored, candidate)
        && (said == null || said.equals(stored.target().vapidKeyId()));
  }
}
