package io.switchboard.push;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.Sha256;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL at which a push service takes messages for one browser. A client chooses it and the
 * service calls it, so it is an attacker's way into the network behind the service: only {@code
 * https} on port 443 at a configured push service passes. The host is compared as it was parsed,
 * never as text, and nothing is looked up. Whoever knows the URL may push to it, so it appears in
 * no log.
 *
 * @param url scheme and host in lower case, without the default port
 * @param host a DNS name at or below one of the allowed hosts
 */
record PushEndpoint(String url, String host) {

  private static final int MAX_LENGTH = 2048;
  private static final Pattern ESCAPE = Pattern.compile("%(\\p{XDigit}{2})");
  private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.{1,2}(/|$)");

  /**
   * @param text what the browser gave
   * @param allowedHosts DNS names in lower case
   * @throws Refused with {@link ErrorCode#ENDPOINT_NOT_ALLOWED}
   */
  static PushEndpoint parse(String text, List<String> allowedHosts) {
    if (text.length() > MAX_LENGTH) {
      throw refused("is longer than " + MAX_LENGTH + " characters");
    }
    if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw refused("has characters that a URL cannot have");
    }
    URI uri = uri(text);
    if (!"https".equalsIgnoreCase(uri.getScheme())) {
      throw refused("does not start with https://");
    }
    if (uri.getRawUserInfo() != null) {
      throw refused("has user information");
    }
    if (uri.getRawFragment() != null) {
      throw refused("has a fragment");
    }
    String host = host(uri).toLowerCase(Locale.ROOT);
    if (allowedHosts.stream().noneMatch(allowed -> isAtOrBelow(host, allowed))) {
      throw refused("is not at one of the allowed push services");
    }
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    if (DOT_SEGMENT.matcher(plain(path)).find()) {
      throw refused("has a dot segment in its path");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new PushEndpoint("https://" + host + path + query, host);
  }

  /** Of the push service: what a VAPID token is for. */
  String origin() {
    return origin(host);
  }

  static String origin(String host) {
    return "https://" + host;
  }

  /**
   * The SHA-256 of the URL, by which a stored endpoint is found again, the same however the URL
   * escapes its characters (RFC 3986, 6.2.2).
   */
  String hash() {
    return Sha256.hex(plain(url).getBytes(StandardCharsets.US_ASCII));
  }

  /** Fit for a log: the host and the first 8 digits of the hash. */
  @Override
  public String toString() {
    return host + "#" + hash().substring(0, 8);
  }

  /** Unreserved characters as themselves, all others with escapes in lower case. */
  private static String plain(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape -> {
              char c = (char) Integer.parseInt(escape.group(1), 16);
              boolean isUnreserved =
                  c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
              return isUnreserved ? String.valueOf(c) : escape.group().toLowerCase(Locale.ROOT);
            });
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException invalid) {
      throw refused("is not a valid URL");
    }
  }

  /** The host, if that and perhaps {@code :443} is all that the authority has. */
  private static String host(URI uri) {
    String host = uri.getHost();
    if (host == null) {
      throw refused("has no DNS name as its host");
    }
    String authority = uri.getRawAuthority();
    if (!authority.equals(host) && !authority.equals(host + ":443")) {
      throw refused("is not on port 443");
    }
    return host;
  }

  private static boolean isAtOrBelow(String host, String allowed) {
    return host.equals(allowed) || host.endsWith("." + allowed);
  }

  private static Refused refused(String what) {
    return new Refused(
        ErrorCode.ENDPOINT_NOT_ALLOWED,
        "The push endpoint " + what + "; send what the browser's PushSubscription gives.");
  }
}
