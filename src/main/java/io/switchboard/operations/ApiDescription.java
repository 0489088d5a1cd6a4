package io.switchboard.operations;

import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.switchboard.shared.Problem;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The REST API at {@code /v3/api-docs}, shown at {@code /swagger-ui.html}. Paths and bodies are
 * read from the controllers; here stands what holds for all of them.
 */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

  private static final String TOKEN = "token";
  private static final String PROBLEM = "Problem";

  @Bean
  OpenAPI openApi() {
    return new OpenAPI()
        .info(
            new Info()
                .title("Switchboard")
                .version("1")
                .description(
                    "Channels, presence, preferences and web push beside a web application. What"
                        + " browsers say by STOMP is described in the documentation."))
        .components(
            new Components()
                .addSecuritySchemes(
                    TOKEN,
                    new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT")))
        .addSecurityItem(new SecurityRequirement().addList(TOKEN));
  }

  /** Endpoints stand together as the modules do. */
  @Bean
  OperationCustomizer byModule() {
    return (operation, endpoint) -> {
      String packageName = endpoint.getBeanType().getPackageName();
      return operation.tags(List.of(packageName.substring(packageName.lastIndexOf('.') + 1)));
    };
  }

  /** Every refusal is a problem, and every POST with an effect may be repeated. */
  @Bean
  OpenApiCustomizer everywhere() {
    return api -> {
      ModelConverters.getInstance(true)
          .readAll(Problem.class)
          .forEach(api.getComponents()::addSchemas);
      api.getPaths().values().forEach(ApiDescription::complete);
    };
  }

  private static void complete(PathItem path) {
    path.readOperations().forEach(ApiDescription::addProblem);
    if (path.getPost() != null) {
      path.getPost().addParametersItem(idempotencyKey());
    }
  }

  private static void addProblem(Operation operation) {
    operation
        .getResponses()
        .addApiResponse(
            ApiResponses.DEFAULT,
            new ApiResponse()
                .description("A problem (RFC 9457) with a stable code")
                .content(
                    new Content()
                        .addMediaType(
                            "application/problem+json",
                            new MediaType()
                                .schema(new Schema<>().$ref("#/components/schemas/" + PROBLEM)))));
  }

  private static HeaderParameter idempotencyKey() {
    HeaderParameter key = new HeaderParameter();
    key.setName("Idempotency-Key");
    key.setDescription(
        "1 to 128 visible ASCII characters; a repeated request with the same key has one effect"
            + " and gets the first answer, for 24 h");
    key.setSchema(new StringSchema().maxLength(128));
    key.setRequired(false);
    key.setExample("7f9c0d1e-order-4711");
    return key;
  }
}
