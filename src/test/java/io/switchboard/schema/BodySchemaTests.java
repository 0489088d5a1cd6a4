package io.switchboard.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Problem;
import io.switchboard.shared.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.DefaultResourceLoader;
import tools.jackson.databind.json.JsonMapper;

class BodySchemaTests {

  private static final String TREE =
      """
      {"$ref": "#/$defs/node", "$defs": {"node": {"anyOf": [{"type": "string"},
        {"type": "object", "properties": {"child": {"$ref": "#/$defs/node"}}}]}}}
      """;

  private final BodySchemas schemas =
      new BodySchemas(new DefaultResourceLoader(), JsonMapper.builder().build());

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text":"a"}                     |
          {"text":"a","size":1.5e3}        |
          {}                               | /text
          {"text":5}                       | /text
          {"text":""}                      | /text
          {"text":"a","size":-1}           | /size
          {"text":"a","a/b~c":1}           | /a~1b~0c
          {"text":"a","\\n\\u0000":1}        | /??
          {"text":"a","at":"yesterday"}    | /at
          {"text":"a","tags":["a",1]}      | /tags/1
          [1]                              | ''
          """)
  void namesWhatDoesNotFit(String body, String pointer) {
    BodySchema schema =
        compile(
            """
            {"type": "object", "required": ["text"], "additionalProperties": false, "properties": {
              "text": {"type": "string", "minLength": 1}, "size": {"type": "number", "minimum": 0},
              "at": {"type": "string", "format": "date-time"},
              "tags": {"type": "array", "items": {"type": "string"}}}}
            """);
    if (pointer == null) {
      schema.check(bytes(body));
    } else {
      Refused refused = refusal(schema, body);
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_VALUE);
      assertThat(refused.errors()).extracting(Problem.FieldError::field).containsExactly(pointer);
      assertThat(refused.detail())
          .startsWith("The body does not fit its schema: " + pointer)
          .contains(refused.errors().getFirst().detail());
    }
  }

  @Test
  void namesTenErrorsAtMostAndCutsWhatIsLong() {
    BodySchema schema = compile("{\"additionalProperties\": false}");
    StringBuilder body = new StringBuilder("{\"" + "x".repeat(1000) + "\":1");
    for (int i = 0; i < 50; i++) {
      body.append(",\"m").append(i).append("\":1");
    }
    Refused refused = refusal(schema, body.append('}').toString());

    assertThat(refused.errors()).hasSize(10);
    assertThat(refused.errors())
        .allMatch(error -> error.field().length() <= 200 && error.detail().length() <= 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "{", "{} {}", "{\"a\":NaN}"})
  void refusesWhatIsNotJson(String body) {
    assertThat(refusal(compile("{}"), body).code()).isEqualTo(ErrorCode.INVALID_VALUE);
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    BodySchema tree = compile(TREE);
    tree.check(bytes(nested(90)));
    assertThat(refusal(tree, nested(101)).detail()).contains("100 levels");
    assertThat(refusal(tree, nested(30_000)).detail()).contains("100 levels");
  }

  /** 10^999999999 has a billion digits, once somebody writes them down. */
  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "-1e999999999", "[{\"a\":1e400}]"})
  void refusesNumbersThatNoClientCanRead(String body) {
    assertThat(refusal(compile("{\"multipleOf\": 3}"), body).detail()).contains("double");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"type": "objekt"}                                     | /type
          {"properties": {"a": {"minLength": "x"}}}              | /properties/a/minLength
          {"pattern": "["}                                       | /pattern
          {"type": "string"                                      | not JSON
          {"$ref": "#/$defs/none"}                               | /$defs/none
          {"properties": {"a": {"items": {"$ref": "#/none"}}}}   | /none
          {"$ref": "https://127.0.0.1:1/a.json"}                 | https://127.0.0.1:1/a.json
          {"$ref": "file:///none.json"}                          | none.json
          {"$schema": "https://example.com/none"}                | https://example.com/none
          classpath:none.json                                    | nothing can be read
          file:/none.json                                        | nothing can be read
          https://127.0.0.1:1/a.json                             | nothing can be read
          none.json                                              | nothing can be read
          ''                                                     | nothing can be read
          """)
  void refusesABrokenSchemaAndSaysWhy(String source, String why) {
    assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
        .isThrownBy(() -> schemas.compile("the.property", source))
        .withMessageStartingWith("Property the.property with value '" + source + "' is invalid: ")
        .satisfies(
            broken -> {
              assertThat(broken.getReason()).contains(why);
              assertThat(broken.getReason()).endsWith("or classpath:… or file:…");
            });
  }

  @Test
  void readsAFileAndTheFilesItRefersTo() throws IOException {
    Files.writeString(directory.resolve("a.json"), "{\"items\": {\"$ref\": \"b.json#/$defs/b\"}}");
    Files.writeString(directory.resolve("b.json"), "{\"$defs\": {\"b\": {\"type\": \"string\"}}}");
    BodySchema schema =
        schemas.compile("the.property", directory.resolve("a.json").toUri().toString());

    schema.check(bytes("[\"a\"]"));
    assertThat(refusal(schema, "[1]").errors().getFirst().field()).isEqualTo("/0");
  }

  @Test
  void takesAnOlderDraftByItsName() {
    BodySchema schema =
        compile(
            """
            {"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}]}
            """);
    schema.check(bytes("[\"a\", 1]"));
    refusal(schema, "[1]");
  }

  private BodySchema compile(String source) {
    return schemas.compile("the.property", source);
  }

  private static Refused refusal(BodySchema schema, String body) {
    return assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> schema.check(bytes(body)))
        .actual();
  }

  private static String nested(int levels) {
    return "{\"child\":".repeat(levels) + "\"leaf\"" + "}".repeat(levels);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
