package io.switchboard.stream;

import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.RpcMethod;
import io.switchboard.stomp.RpcRequests;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** {@code history}: what a recorded channel keeps, as polling answers it. */
@Component
class HistoryMethod implements RpcMethod {

  private static final int DEFAULT_LIMIT = 500;

  private final History history;
  private final RpcRequests requests;

  HistoryMethod(History history, RpcRequests requests) {
    this.history = history;
    this.requests = requests;
  }

  /**
   * @param limit 1 to 1,000, 500 if absent
   */
  record Request(
      ChannelName channel,
      @Nullable String since,
      @Nullable String before,
      @Nullable Integer limit) {

    Request {
      if (channel == null) {
        throw Refused.field(ErrorCode.INVALID_VALUE, "channel", "Name the 'channel'.");
      }
    }
  }

  @Override
  public String name() {
    return "history";
  }

  @Override
  public Object call(Caller caller, JsonNode request) {
    Request asked = requests.read(request, Request.class);
    history.authorize(caller, asked.channel());
    return history.read(
        new History.Query(
            asked.channel(),
            asked.since(),
            asked.before(),
            asked.limit() == null ? DEFAULT_LIMIT : asked.limit(),
            null));
  }
}
