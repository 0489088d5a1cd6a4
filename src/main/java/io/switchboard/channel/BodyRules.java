package io.switchboard.channel;

import io.switchboard.schema.BodySchema;
import io.switchboard.schema.BodySchemas;
import io.switchboard.security.Authorities;
import io.switchboard.security.Caller;
import io.switchboard.shared.ChannelName;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** What a message must say before it is published, where its namespace asks for something. */
@Component
class BodyRules {

  private static final String ANY = "*";
  private static final String USER_ID = "userId";

  private final Map<String, Map<String, BodySchema>> schemas = new HashMap<>();
  private final JsonMapper json;

  BodyRules(ChannelSettings settings, BodySchemas compiler, JsonMapper json) {
    this.json = json;
    settings
        .namespaces()
        .forEach(
            (name, namespace) ->
                namespace
                    .schemas()
                    .forEach(
                        (event, source) ->
                            schemas
                                .computeIfAbsent(name, _ -> new HashMap<>())
                                .put(event, compiler.compile(property(name, event), source))));
  }

  private static String property(String namespace, String event) {
    return "switchboard.channels.namespaces." + namespace + ".schemas[" + event + "]";
  }

  /**
   * @throws Refused {@link ErrorCode#TOO_LARGE}, {@link ErrorCode#INVALID_VALUE} if the body does
   *     not fit the event's schema, {@link ErrorCode#FORBIDDEN} if it names another user than its
   *     sender
   */
  void check(Caller caller, Namespace namespace, ChannelName channel, Draft draft) {
    long limit = namespace.maxBodySize().toBytes();
    if (draft.body().length > limit) {
      throw new Refused(
          ErrorCode.TOO_LARGE, "The message is larger than the " + limit + " bytes allowed here.");
    }
    if (namespace.verifyUserId() && !caller.has(Authorities.PUBLISH)) {
      requireOwnId(caller, draft.body());
    }
    if (!namespace.schemas().isEmpty()) {
      Map<String, BodySchema> events = schemas.getOrDefault(channel.namespace(), Map.of());
      BodySchema schema = events.get(EventName.check(draft.event()));
      if (schema == null) {
        schema = events.get(ANY);
      }
      if (schema != null) {
        schema.check(draft.body());
      }
    }
  }

  /**
   * Reads the members of the outermost object one by one: of a member that comes twice, one reader
   * takes the first and another the last, so each has to be right. What is no object names nobody;
   * what begins as one must be read to its end, because browsers read more than this parser does.
   */
  private void requireOwnId(Caller caller, byte[] body) {
    boolean isObject = false;
    try (JsonParser members = json.createParser(body)) {
      isObject = members.nextToken() == JsonToken.START_OBJECT;
      if (!isObject) {
        return;
      }
      for (String name = members.nextName(); name != null; name = members.nextName()) {
        JsonToken value = members.nextToken();
        if (name.equals(USER_ID)
            && !(value == JsonToken.VALUE_STRING
                && members.getString().equals(caller.user().value()))) {
          throw Refused.field(
              ErrorCode.FORBIDDEN, "/userId", "The userId in the body is not the token's.");
        }
        members.skipChildren();
      }
    } catch (JacksonException _) {
      if (isObject) {
        throw new Refused(
            ErrorCode.INVALID_VALUE, "The body is no JSON whose userId can be checked.");
      }
    }
  }
}
