package io.switchboard.outbound;

import java.net.URI;
import java.util.Map;

/**
 * A call to make.
 *
 * @param label what the call is for, in metrics: one of few
 * @param uri {@code https} or {@code http}, with a host and without user information
 * @param headers the body's length and the host are added
 * @param body empty for none
 */
public record OutboundRequest(
    String label, String method, URI uri, Map<String, String> headers, byte[] body) {

  /**
   * @throws IllegalArgumentException if the URI is not one that can be called
   */
  public OutboundRequest {
    boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "a call needs an http or https URL with a host and without user information");
    }
    headers = Map.copyOf(headers);
  }

  /** Scheme, host and port, which share connections and limits. */
  String origin() {
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  /** Fit for a log: a URL may be a secret. */
  @Override
  public String toString() {
    return method + " " + origin();
  }
}
