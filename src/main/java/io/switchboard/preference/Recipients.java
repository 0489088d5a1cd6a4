package io.switchboard.preference;

import static java.util.stream.Collectors.joining;

import io.switchboard.shared.Snapshots;
import io.switchboard.shared.UserId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Decides about many users at once. {@link #decide} asks the rule for each and knows about time;
 * {@link #wanted} asks the compiled form in one statement and says who gets it at all. Both agree.
 * They block, and may be called from any thread.
 */
@Component
public class Recipients {

  private final Rules rules;
  private final Erasures erasures;
  private final PreferenceSql sql;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate reading;

  Recipients(
      Rules rules,
      Erasures erasures,
      PreferenceSql sql,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions) {
    this.rules = rules;
    this.erasures = erasures;
    this.sql = sql;
    this.jdbc = jdbc;
    this.reading = Snapshots.reading(transactions);
  }

  /**
   * @param users at most some thousands
   * @return per user what becomes of the message, in the order of the users
   */
  public Map<UserId, Decision> decide(Question question, Collection<UserId> users) {
    return reading.execute(
        _ -> {
          Map<UserId, Decision> decisions = new LinkedHashMap<>();
          rules.of(users).forEach((user, rule) -> decisions.put(user, rule.decide(question)));
          return decisions;
        });
  }

  /**
   * @param question the channel type in it does not matter
   * @param users at most some thousands
   * @return per user and channel type what becomes of the message, in their order
   */
  Map<UserId, Map<String, Decision>> decideOnAll(
      Question question, List<String> channelTypes, Collection<UserId> users) {
    return reading.execute(
        _ -> {
          Map<UserId, Map<String, Decision>> decisions = new LinkedHashMap<>();
          rules
              .of(users)
              .forEach(
                  (user, rule) -> {
                    Map<String, Decision> byChannel = new LinkedHashMap<>();
                    channelTypes.forEach(
                        type -> byChannel.put(type, rule.decide(question.on(type))));
                    decisions.put(user, byChannel);
                  });
          return decisions;
        });
  }

  /**
   * Whether users get something at all, whatever the time: of the rule's gates the first seven.
   *
   * @param users at most some thousands
   * @return per user the gate that answered
   */
  public Map<UserId, Reason> wanted(
      String policyType, String channelType, Collection<UserId> users) {
    if (users.isEmpty()) {
      return Map.of();
    }
    PreferenceSql.Clause clause = sql.about(policyType, channelType, "recipient.user_id");
    String rows = users.stream().map(_ -> "(cast(? as varchar(128)))").collect(joining(", "));
    Map<UserId, Reason> reasons = new HashMap<>();
    jdbc.query(
        "select recipient.user_id, %s from (values %s) recipient (user_id) %s"
            .formatted(clause.reason(), rows, clause.joins()),
        row -> {
          reasons.put(
              new UserId(row.getString(1)),
              Reason.valueOf(row.getString(2).toUpperCase(Locale.ROOT)));
        },
        users.stream().map(UserId::value).toArray());
    erasures.among(users).forEach(user -> reasons.put(user, Reason.ERASED));
    return reasons;
  }
}
