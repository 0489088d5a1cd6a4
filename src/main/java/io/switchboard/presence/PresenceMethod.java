package io.switchboard.presence;

import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.stomp.RpcMethod;
import io.switchboard.stomp.RpcRequests;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** {@code {channel}} is answered as {@code GET /api/channels/{channel}/presence} is. */
@Component
class PresenceMethod implements RpcMethod {

  private final PresenceQuery query;
  private final RpcRequests requests;

  PresenceMethod(PresenceQuery query, RpcRequests requests) {
    this.query = query;
    this.requests = requests;
  }

  record Request(ChannelName channel) {

    Request {
      if (channel == null) {
        throw Refused.field(ErrorCode.INVALID_VALUE, "channel", "Name the 'channel'.");
      }
    }
  }

  @Override
  public String name() {
    return "presence";
  }

  @Override
  public Object call(Caller caller, JsonNode request) {
    return query.present(caller, requests.read(request, Request.class).channel());
  }
}
