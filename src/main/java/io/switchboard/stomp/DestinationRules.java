package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** All rules, the application's own last; what none of them covers does not exist. */
@Component
class DestinationRules {

  private final List<DestinationRule> rules;

  DestinationRules(List<DestinationRule> rules, ApplicationRule application) {
    this.rules =
        Stream.concat(rules.stream().filter(rule -> rule != application), Stream.of(application))
            .toList();
  }

  DestinationRule covering(Destination destination) {
    for (DestinationRule rule : rules) {
      if (rule.covers(destination)) {
        return rule;
      }
    }
    throw new Refused(ErrorCode.BAD_DESTINATION, "There is no such destination.");
  }
}
