package io.switchboard.push;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Web push.
 *
 * @param allowedHosts the push services whose endpoints may be registered: DNS names, each standing
 *     for itself and everything below it; never empty, never an address
 * @param maxSubscriptionsPerUser how many push subscriptions a user keeps, 1 to 1000; beyond it the
 *     one that was not renewed for longest is removed
 * @param vapid the keys by which push services know this service (RFC 8292)
 * @param site the web application: makes a path that a push opens an absolute URL, which browsers
 *     need that show a push without the page's code; {@code null} sends a path as it is
 * @param activationTimeToLive how long a browser has to send back the token that was pushed to it,
 *     1 min to 7 days
 */
@ConfigurationProperties("switchboard.push")
@Validated
record PushSettings(
    @DefaultValue({
          "fcm.googleapis.com",
          "push.services.mozilla.com",
          "push.apple.com",
          "notify.windows.com"
        })
        List<String> allowedHosts,
    @DefaultValue("20") @Min(1) @Max(1000) int maxSubscriptionsPerUser,
    @DefaultValue VapidKeys vapid,
    @Nullable URI site,
    @DefaultValue("1h") Duration activationTimeToLive,
    @DefaultValue @Valid PushSending sending) {

  // The last label starts with a letter, as every top-level domain does and no address can.
  private static final Pattern DNS_NAME =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

  PushSettings {
    if (allowedHosts.isEmpty()) {
      throw new IllegalArgumentException(
          "switchboard.push.allowed-hosts is empty; name at least one push service");
    }
    for (String host : allowedHosts) {
      if (!isDnsName(host)) {
        throw new IllegalArgumentException(
            "switchboard.push.allowed-hosts has '"
                + host
                + "'; write a DNS name in lower case, such as push.example.com, without scheme,"
                + " port, wildcard or trailing dot");
      }
    }
    if (site != null && (site.getHost() == null || !isWeb(site.getScheme()))) {
      throw new IllegalArgumentException(
          "switchboard.push.site is '" + site + "'; write a URL such as https://app.example.com/");
    }
    PushSending.requireWithin(
        "switchboard.push.activation-time-to-live",
        activationTimeToLive,
        Duration.ofMinutes(1),
        Duration.ofDays(7));
  }

  /** Whether it could be a host on the Internet: several labels in lower case, and no address. */
  static boolean isDnsName(String host) {
    return host.length() <= 253 && DNS_NAME.matcher(host).matches();
  }

  private static boolean isWeb(@Nullable String scheme) {
    return "https".equals(scheme) || "http".equals(scheme);
  }

  /** The allowed host at or above that one, which names it in metrics; there are few. */
  String serviceOf(String host) {
    return allowedHosts.stream()
        .filter(allowed -> host.equals(allowed) || host.endsWith("." + allowed))
        .findFirst()
        .orElse("other");
  }

  /**
   * @param publicKey the public key as browsers take it: an uncompressed P-256 point, 65 bytes in
   *     Base64url
   * @param privateKey the private key that belongs to it: 32 bytes in Base64url
   * @param subject how a push service reaches the operator: a {@code mailto:} or {@code https:} URI
   * @param previous pairs that browsers subscribed under before; they are pushed to under these
   *     until they have subscribed again
   */
  record VapidKeys(
      @Nullable String publicKey,
      @Nullable String privateKey,
      @Nullable String subject,
      @DefaultValue List<PreviousPair> previous) {}

  /** As in {@link VapidKeys}. */
  record PreviousPair(@Nullable String publicKey, @Nullable String privateKey) {}
}
