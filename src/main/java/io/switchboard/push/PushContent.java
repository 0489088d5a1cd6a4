package io.switchboard.push;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a browser shows.
 *
 * @param title never blank
 * @param body the text under it
 * @param navigate what a click opens: an absolute URL, or a path that {@code switchboard.push.site}
 *     makes absolute
 * @param tag a notification with the same tag is replaced in the browser
 * @param data for the page's own code, JSON values only
 */
public record PushContent(
    String title,
    @Nullable String body,
    String navigate,
    @Nullable String tag,
    Map<String, Object> data) {

  /**
   * @throws IllegalArgumentException if there is no title or nothing to open
   */
  public PushContent {
    if (title.isBlank() || navigate.isBlank()) {
      throw new IllegalArgumentException("a push needs a title, and something that a click opens");
    }
    data = Map.copyOf(data);
  }
}
