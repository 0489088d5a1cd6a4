package io.switchboard.shared;

import java.util.List;
import org.springframework.stereotype.Component;

/**
 * A user's requests with an {@code Idempotency-Key}. What they were answered the user was told; the
 * export says when there was one and how it ended.
 */
@Component
class IdempotentData implements PersonalData {

  private static final int NEWEST = 500;

  private final IdempotentAnswers answers;

  IdempotentData(IdempotentAnswers answers) {
    this.answers = answers;
  }

  @Override
  public String name() {
    return "idempotentRequests";
  }

  @Override
  public List<IdempotentAnswers.KeptRequest> export(UserId user) {
    return answers.of(user, NEWEST);
  }

  @Override
  public void erase(UserId user) {
    answers.forget(user);
  }
}
