package io.switchboard.schema;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the sentence in place of a stack trace. */
class BrokenSchemaAnalyzer extends AbstractFailureAnalyzer<BrokenSchema> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, BrokenSchema cause) {
    return new FailureAnalysis(
        cause.getMessage(),
        "Write the schema itself, as JSON in one string, or where it is: classpath:… or file:…",
        cause);
  }
}
