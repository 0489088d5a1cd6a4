package io.switchboard.schema;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.resource.InputStreamSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.io.ResourceLoader;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compiles schemas when the service starts, so that a broken one never meets a message. Without
 * {@code $schema} a schema is of draft 2020-12. References are resolved in it, on the class path
 * and in files; nothing is ever fetched from a network.
 */
@Component
public class BodySchemas {

  private static final List<String> SCHEMES = List.of("classpath:", "file:");

  private final ResourceLoader resources;
  private final JsonMapper json;
  private final SchemaRegistry registry;

  BodySchemas(ResourceLoader resources, JsonMapper json) {
    this.resources = resources;
    this.json = json;
    this.registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder
                    .schemaLoader(
                        loader ->
                            loader
                                .fetchRemoteResources(false)
                                .resourceLoaders(loaders -> loaders.add(this::resource)))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder()
                            .locale(Locale.ROOT)
                            .formatAssertionsEnabled(true)
                            .build()));
  }

  /**
   * @param property where the schema was configured, for whoever has to correct it
   * @param source the schema itself as a JSON object, or its location, {@code classpath:} or {@code
   *     file:}
   * @throws InvalidConfigurationPropertyValueException that says what is wrong with it
   */
  public BodySchema compile(String property, String source) {
    try {
      String text = source.strip();
      boolean inline = text.startsWith("{");
      JsonNode node = json.readTree(inline ? text : read(text));
      requireValid(node);
      Schema schema =
          inline ? registry.getSchema(node) : registry.getSchema(SchemaLocation.of(text), node);
      schema.initializeValidators();
      return new BodySchema(schema);
    } catch (JacksonException notJson) {
      throw broken(property, source, "it is not JSON: " + notJson.getOriginalMessage());
    } catch (SchemaException wrong) {
      throw broken(property, source, "it is no schema: " + wrong.getMessage());
    } catch (IOException _) {
      throw broken(property, source, "it is no JSON object, and nothing can be read there");
    }
  }

  private static InvalidConfigurationPropertyValueException broken(
      String property, String source, String why) {
    return new InvalidConfigurationPropertyValueException(
        property,
        source,
        why + ". Write the schema itself, as JSON in one string, or classpath:… or file:…");
  }

  private String read(String location) throws IOException {
    if (SCHEMES.stream().noneMatch(location::startsWith)) {
      throw new FileNotFoundException(location);
    }
    try (InputStream stream = resources.getResource(location).getInputStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private @Nullable InputStreamSource resource(AbsoluteIri iri) {
    String location = iri.toString();
    return SCHEMES.stream().anyMatch(location::startsWith)
            && resources.getResource(location).exists()
        ? () -> resources.getResource(location).getInputStream()
        : null;
  }

  private void requireValid(JsonNode schema) {
    String dialect =
        schema.path("$schema").asString(SpecificationVersion.DRAFT_2020_12.getDialectId());
    List<Error> errors = registry.getSchema(SchemaLocation.of(dialect)).validate(schema);
    if (!errors.isEmpty()) {
      throw new SchemaException(
          errors.stream()
              .map(error -> error.getInstanceLocation() + " " + error.getMessage())
              .distinct()
              .limit(3)
              .collect(Collectors.joining("; ")));
    }
  }
}
