package io.switchboard.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.switchboard.message.MessageSettings.Answer;
import io.switchboard.message.MessageSettings.Type;
import io.switchboard.schema.BodySchemas;
import io.switchboard.security.Caller;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MessageTypesTests {

  private static final MessageType HANDLER =
      new MessageType() {
        @Override
        public String name() {
          return "KNOWN";
        }

        @Override
        public Object handle(Caller caller, JsonNode data) {
          return data;
        }
      };

  @Test
  void passesOnBroadcastsAndAnswersAsConfigured() {
    MessageTypes types =
        types(
            Map.of(
                "PASSED", new Type("open:a", null, null),
                "KNOWN", new Type("open", Answer.BROADCAST, "{\"type\":\"object\"}")),
            HANDLER);

    assertThat(types.find("PASSED")).isInstanceOf(TypedMessage.PassedOn.class);
    assertThat(types.find("KNOWN"))
        .isInstanceOf(TypedMessage.Broadcast.class)
        .extracting(TypedMessage::schema)
        .isNotNull();
    assertThat(types.find("OTHER")).isNull();
  }

  @Test
  void answersTheSenderOfATypeThatIsNotConfigured() {
    assertThat(types(Map.of(), HANDLER).find("KNOWN")).isInstanceOf(TypedMessage.Answered.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          A     | open   | SENDER    | -           | [A].channel
          KNOWN | -      | BROADCAST | -           | [KNOWN].channel
          A     | -      | -         | -           | [A].answer
          A     | closed | -         | -           | [A].channel
          A     | Open!  | -         | -           | [A].channel
          $a    | open   | -         | -           | [$a]
          A     | open   | -         | {"type": 5} | [A].schema
          """)
  void refusesToStartWith(
      String name, String channel, Answer answer, String schema, String property) {
    assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
        .isThrownBy(() -> types(Map.of(name, new Type(channel, answer, schema)), HANDLER))
        .satisfies(
            wrong ->
                assertThat(wrong.getName()).isEqualTo("switchboard.messages.types" + property));
  }

  @Test
  void refusesTwoHandlersOfOneType() {
    assertThatIllegalStateException()
        .isThrownBy(() -> types(Map.of(), HANDLER, HANDLER))
        .withMessageContaining("KNOWN");
  }

  private static MessageTypes types(Map<String, Type> types, MessageType... handlers) {
    MessageTypes[] made = new MessageTypes[1];
    new ApplicationContextRunner()
        .withBean(JsonMapper.class, () -> JsonMapper.builder().build())
        .withBean(BodySchemas.class)
        .run(
            context ->
                made[0] =
                    new MessageTypes(
                        new MessageSettings(types),
                        List.of(handlers),
                        context.getBean(BodySchemas.class),
                        channel -> channel.namespace().equals("open")));
    return made[0];
  }
}
