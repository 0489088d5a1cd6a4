package io.switchboard.push;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the sentence in place of a stack trace. */
class VapidUnusableAnalyzer extends AbstractFailureAnalyzer<VapidUnusable> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, VapidUnusable cause) {
    return new FailureAnalysis(cause.getMessage(), null, cause);
  }
}
