package io.switchboard.stream;

import io.switchboard.message.MessageType;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.RpcRequests;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** {@code SEARCH}: who said that on a recorded channel? */
@Component
class SearchType implements MessageType {

  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 100;
  private static final int MAX_TEXT = 200;

  private final History history;
  private final Search search;
  private final RpcRequests requests;

  SearchType(History history, Search search, RpcRequests requests) {
    this.history = history;
    this.search = search;
    this.requests = requests;
  }

  /**
   * @param text 1 to 200 characters, in whatever case
   * @param before only messages older than this position, which an earlier answer named
   * @param limit 1 to 100, 20 if absent
   */
  record Request(
      ChannelName channel, String text, @Nullable String before, @Nullable Integer limit) {

    Request {
      require(channel != null, "channel", "Name the 'channel' to search.");
      require(
          text != null && !text.isEmpty() && text.length() <= MAX_TEXT,
          "text",
          "The 'text' to find has 1 to " + MAX_TEXT + " characters.");
      require(
          limit == null || (limit >= 1 && limit <= MAX_LIMIT),
          "limit",
          "limit is 1 to " + MAX_LIMIT + ".");
    }

    private static void require(boolean holds, String field, String rule) {
      if (!holds) {
        throw Refused.field(ErrorCode.INVALID_VALUE, field, rule);
      }
    }
  }

  @Override
  public String name() {
    return "SEARCH";
  }

  @Override
  public Object handle(Caller caller, JsonNode data) {
    Request asked = requests.read(data, Request.class);
    history.authorize(caller, asked.channel());
    return search.find(
        asked.channel(),
        asked.text(),
        asked.before(),
        asked.limit() == null ? DEFAULT_LIMIT : asked.limit());
  }
}
