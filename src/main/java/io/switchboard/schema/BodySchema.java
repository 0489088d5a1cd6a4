package io.switchboard.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What bodies of one kind must look like. */
public final class BodySchema {

  /** A schema that refers to itself follows a body as deep as it goes, on a thread's stack. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_ERRORS = 10;
  private static final int MAX_LENGTH = 200;

  private static final JsonMapper BODIES =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .build();

  private final Schema schema;

  BodySchema(Schema schema) {
    this.schema = schema;
  }

  /**
   * @throws Refused {@link ErrorCode#INVALID_VALUE} with the JSON pointers of what is wrong, ten at
   *     most
   */
  public void check(byte[] body) {
    List<Error> errors = schema.validate(read(body));
    if (!errors.isEmpty()) {
      List<Problem.FieldError> fields =
          errors.stream()
              .map(error -> new Problem.FieldError(pointer(error), cut(error.getMessage())))
              .distinct()
              .limit(MAX_ERRORS)
              .toList();
      throw Refused.fields(
          ErrorCode.INVALID_VALUE,
          "The body does not fit its schema: "
              + fields.stream()
                  .limit(3)
                  .map(field -> (field.field() + ' ' + field.detail()).strip())
                  .collect(Collectors.joining("; "))
              + '.',
          fields);
    }
  }

  private static JsonNode read(byte[] body) {
    try {
      JsonNode read = BODIES.readTree(body);
      if (!read.isMissingNode() && !isInfinite(read)) {
        return read;
      }
    } catch (JacksonException notJson) {
      // It is told below.
    }
    throw new Refused(
        ErrorCode.INVALID_VALUE,
        "The body has a schema, so it must be one JSON document of at most "
            + MAX_DEPTH
            + " levels, with numbers that a double can hold.");
  }

  /** A number that no client can read, and that the library compares with nothing. */
  private static boolean isInfinite(JsonNode node) {
    return node.isDouble()
        ? Double.isInfinite(node.doubleValue())
        : node.valueStream().anyMatch(BodySchema::isInfinite);
  }

  /** Of a member that is missing or too much, its own; the library names the object around it. */
  private static String pointer(Error error) {
    String around = error.getInstanceLocation().toString();
    String member = error.getProperty();
    return cut(
        member == null ? around : around + '/' + member.replace("~", "~0").replace("/", "~1"));
  }

  /** What a body says comes back to its sender, in headers, too: no line ends and no NUL. */
  private static String cut(String words) {
    String text = words.replaceAll("\\p{Cntrl}", "?");
    return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
  }
}
