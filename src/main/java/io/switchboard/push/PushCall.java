package io.switchboard.push;

import io.switchboard.outbound.OutboundRequest;
import io.switchboard.push.crypto.PushEncryption;
import io.switchboard.security.Encryption;
import io.switchboard.shared.Refused;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes the request to the push service out of a message that is due (RFC 8030, 5). */
@Component
class PushCall {

  private static final SecureRandom random = new SecureRandom();

  private final PushSettings settings;
  private final Encryption encryption;
  private final VapidTokens tokens;
  private final JsonMapper json;

  PushCall(PushSettings settings, Encryption encryption, VapidTokens tokens, JsonMapper json) {
    this.settings = settings;
    this.encryption = encryption;
    this.tokens = tokens;
    this.json = json;
  }

  /**
   * Where the message goes.
   *
   * @throws Refused if the endpoint is not, or no longer, that of an allowed push service
   */
  PushEndpoint endpoint(DuePush push, DuePush.Target target) {
    String url =
        encryption.open(target.endpoint(), PushSubscriptions.endpointContext(push.subscription()));
    return PushEndpoint.parse(url, settings.allowedHosts());
  }

  OutboundRequest request(
      DuePush push, DuePush.Target target, PushEndpoint endpoint, VapidKey key, Instant now) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", tokens.authorization(endpoint.origin(), key));
    headers.put("Content-Encoding", "aes128gcm");
    headers.put("Content-Type", "application/octet-stream");
    long ttl = Math.max(0, Duration.between(now, push.expiresAt()).toSeconds());
    headers.put("TTL", Long.toString(ttl));
    headers.put("Urgency", push.urgency().header());
    if (push.topic() != null) {
      headers.put("Topic", push.topic());
    }
    return new OutboundRequest(
        "push:" + settings.serviceOf(endpoint.host()),
        "POST",
        URI.create(endpoint.url()),
        headers,
        body(push, target));
  }

  private byte[] body(DuePush push, DuePush.Target target) {
    String text = encryption.open(push.payload(), PushQueue.context(push.id()));
    PushPayload payload = new PushPayload(text, push.thin());
    if (push.thin() && push.kind() == PushKind.MESSAGE) {
      payload = payload.thinned(json);
    }
    String auth =
        encryption.open(target.auth(), PushSubscriptions.authContext(push.subscription()));
    return PushEncryption.encrypt(
        payload.bytes(), target.p256dh(), Base64.getUrlDecoder().decode(auth), random);
  }
}
