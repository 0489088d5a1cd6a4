package io.switchboard.operations;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the sentence in place of a stack trace. */
class SettingsMissingAnalyzer extends AbstractFailureAnalyzer<SettingsMissing> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SettingsMissing cause) {
    return new FailureAnalysis(cause.getMessage(), null, cause);
  }
}
