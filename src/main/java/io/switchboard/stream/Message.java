package io.switchboard.stream;

import io.switchboard.broker.Publication;
import io.switchboard.shared.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/**
 * A publication as JSON.
 *
 * @param channel where it was published, absent if the reader asked for one channel
 * @param stream the user's own stream it came on, absent for channels
 * @param offset its offset, absent if it is not recorded
 * @param sender absent for the service itself
 * @param contentType absent if the body was JSON
 * @param encoding {@code base64} if the body is no text, absent otherwise
 * @param data the JSON that was sent, else the text, else Base64
 */
record Message(
    @Nullable String channel,
    @Nullable String stream,
    String id,
    @Nullable Long offset,
    String event,
    @Nullable String sender,
    Instant timestamp,
    @Nullable String contentType,
    @Nullable String encoding,
    JsonNode data) {

  private static final String BASE64 = "base64";

  /**
   * What is nested deeper than this is passed on as text: it could be read but not written again.
   */
  private static final int MAX_DEPTH = 200;

  /** A number keeps its digits and its exponent: neither is a double's, nor written out. */
  private static final JsonMapper BODIES =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** The message for a reader who knows which channel it reads. */
  static Message of(Publication publication) {
    return of(publication, null, null);
  }

  static Message of(Publication publication, @Nullable String channel, @Nullable String stream) {
    Position position = publication.position();
    JsonNode parsed = isJson(publication) ? parse(publication.body()) : null;
    String text = parsed == null ? text(publication.body()) : null;
    JsonNode data =
        parsed != null
            ? parsed
            : StringNode.valueOf(
                text != null ? text : Base64.getEncoder().encodeToString(publication.body()));
    return new Message(
        channel,
        stream,
        publication.id(),
        position == null ? null : position.offset(),
        publication.event(),
        publication.sender(),
        publication.timestamp(),
        parsed == null ? publication.contentType() : null,
        parsed == null && text == null ? BASE64 : null,
        data);
  }

  private static boolean isJson(Publication publication) {
    String type = publication.contentType().toLowerCase(Locale.ROOT);
    return type.startsWith(Publication.JSON) || type.contains("+json");
  }

  /** A sender may call anything JSON, and write exponents that no number has. */
  private static @Nullable JsonNode parse(byte[] body) {
    try {
      return BODIES.readTree(body);
    } catch (JacksonException | NumberFormatException _) {
      return null;
    }
  }

  private static @Nullable String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
