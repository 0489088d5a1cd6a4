package io.switchboard.push;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON in a push: a Declarative Web Push message, which newer browsers show without any code of
 * the page, and which a service worker reads as well. Push services refuse what is too large, some
 * beyond 2,744 bytes; so beyond {@link #BUDGET} only what is needed to show and open it is sent,
 * and the page fetches the rest by its id.
 *
 * @param json the plain text
 * @param thin whether nothing can be left out any more
 */
record PushPayload(String json, boolean thin) {

  static final int BUDGET = 2_700;
  private static final int DECLARATIVE = 8030;
  private static final int THIN_TITLE = 120;

  /**
   * @param site what makes a path in {@code navigate} absolute, {@code null} to leave it
   */
  static PushPayload of(PushMessage message, @Nullable URI site, JsonMapper mapper) {
    PushContent content = message.content();
    Map<String, Object> data = new LinkedHashMap<>(content.data());
    data.put("id", message.id());
    return fitting(json(content, data, site, false, mapper), mapper);
  }

  /**
   * What a new subscription gets first: its worker sends the token back. It is {@code mutable}, so
   * that a browser which shows messages by itself still asks the worker.
   */
  static PushPayload activation(
      PushSubscriptionId subscription, PushToken token, @Nullable URI site, JsonMapper mapper) {
    PushContent content =
        new PushContent("Notifications are on", null, "/", "switchboard-activation", Map.of());
    Map<String, Object> activation = new LinkedHashMap<>();
    activation.put("subscription", subscription.toString());
    activation.put("token", token.value());
    return new PushPayload(
        json(content, Map.of("activation", activation), site, true, mapper), true);
  }

  /** With only what is needed to show it and to open what it is about. */
  PushPayload thinned(JsonMapper mapper) {
    JsonNode notification = mapper.readTree(json).path("notification");
    ObjectNode thin = mapper.createObjectNode();
    String title = notification.path("title").asString();
    int characters = Math.min(title.codePointCount(0, title.length()), THIN_TITLE);
    thin.put("title", title.substring(0, title.offsetByCodePoints(0, characters)));
    thin.put("navigate", notification.path("navigate").asString());
    if (notification.has("tag")) {
      thin.set("tag", notification.get("tag"));
    }
    thin.putObject("data").set("id", notification.path("data").path("id"));
    ObjectNode root = mapper.createObjectNode();
    root.put("web_push", DECLARATIVE);
    root.set("notification", thin);
    return new PushPayload(root.toString(), true);
  }

  byte[] bytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static PushPayload fitting(String json, JsonMapper mapper) {
    PushPayload whole = new PushPayload(json, false);
    if (whole.bytes().length <= BUDGET) {
      return whole;
    }
    PushPayload thin = whole.thinned(mapper);
    if (thin.bytes().length > BUDGET) {
      throw new IllegalArgumentException(
          "even without its text the push has "
              + thin.bytes().length
              + " bytes, of "
              + BUDGET
              + "; shorten its id, navigate or tag");
    }
    return thin;
  }

  private static String json(
      PushContent content,
      Map<String, Object> data,
      @Nullable URI site,
      boolean mutable,
      JsonMapper mapper) {
    Map<String, Object> notification = new LinkedHashMap<>();
    notification.put("title", content.title());
    if (content.body() != null) {
      notification.put("body", content.body());
    }
    notification.put(
        "navigate",
        site == null ? content.navigate() : site.resolve(content.navigate()).toString());
    if (content.tag() != null) {
      notification.put("tag", content.tag());
    }
    notification.put("data", data);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("web_push", DECLARATIVE);
    root.put("notification", notification);
    if (mutable) {
      root.put("mutable", true);
    }
    return mapper.writeValueAsString(root);
  }
}
