package io.switchboard.preference;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The bit of each policy type in the compiled form, 0 to 62. A bit is given once and never taken
 * back, so that what was compiled stays right.
 */
@Repository
class Bits {

  /** How many policy types a database can ever have had. */
  static final int MAX = 63;

  private final JdbcClient jdbc;
  private volatile Map<String, Integer> known = Map.of();

  Bits(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The bits of at least these policy types, of which each must have been given one. */
  Map<String, Integer> of(Collection<String> policyTypes) {
    if (!known.keySet().containsAll(policyTypes)) {
      known = read();
    }
    return known;
  }

  /** All bits as they are in this transaction. */
  Map<String, Integer> read() {
    Map<String, Integer> bits = new HashMap<>();
    jdbc.sql("select policy_type, bit from preference_bit")
        .query(
            row -> {
              bits.put(row.getString(1), row.getInt(2));
            });
    return Map.copyOf(bits);
  }

  /**
   * Gives a bit to those that have none. Whoever calls it holds {@link OperatorLock}.
   *
   * @throws IllegalStateException if none is left
   */
  void give(Collection<String> policyTypes) {
    Map<String, Integer> bits = new HashMap<>(read());
    for (String policyType : policyTypes) {
      if (!bits.containsKey(policyType)) {
        if (bits.size() == MAX) {
          throw new IllegalStateException(
              "There have been "
                  + MAX
                  + " policy types, the most a database can ever have; use one of the old names in"
                  + " place of '"
                  + policyType
                  + "'");
        }
        jdbc.sql("insert into preference_bit (policy_type, bit) values (?, ?)")
            .params(policyType, bits.size())
            .update();
        bits.put(policyType, bits.size());
      }
    }
  }
}
