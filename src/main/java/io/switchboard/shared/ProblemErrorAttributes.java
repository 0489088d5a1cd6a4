package io.switchboard.shared;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.error.ErrorAttributeOptions;
import org.springframework.boot.webmvc.error.DefaultErrorAttributes;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.WebRequest;

/** The problem for a failure that never reached a controller, such as one in a filter. */
@Component
class ProblemErrorAttributes extends DefaultErrorAttributes {

  @Override
  public Map<String, @Nullable Object> getErrorAttributes(
      WebRequest request, ErrorAttributeOptions options) {
    Object status = super.getErrorAttributes(request, options).get("status");
    ErrorCode code =
        status instanceof Integer number ? ErrorCode.ofStatus(number) : ErrorCode.INTERNAL_ERROR;
    Problem problem = Problem.of(code, "The request could not be carried out.");
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("title", problem.title());
    body.put("status", problem.status());
    body.put("code", code);
    body.put("temporary", problem.temporary());
    body.put("detail", problem.detail());
    return body;
  }
}
