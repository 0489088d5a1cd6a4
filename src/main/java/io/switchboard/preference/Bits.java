package io.switchboard.preference;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The bit of each policy type in the compiled form, 0 to 62. Once a user has named a type its bit
 * is in compiled rows and stays its own for ever. Other types keep theirs until they are gone from
 * the catalogue and a new one needs the place.
 */
@Repository
class Bits {

  /** How many policy types have a place. */
  static final int MAX = 63;

  private final JdbcClient jdbc;

  Bits(JdbcClient jdbc) {
    this.jdbc = jdbc;
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
   * Marks the types as named by a user, so that from now on nobody takes their bits.
   *
   * @return at least the bits of these types
   * @throws Refused {@link ErrorCode#UNKNOWN_POLICY_TYPE} if a type was removed meanwhile and its
   *     bit is gone
   */
  Map<String, Integer> name(Collection<String> policyTypes) {
    if (policyTypes.isEmpty()) {
      return Map.of();
    }
    Set<String> news =
        new TreeSet<>(
            jdbc.sql(
                    "select policy_type from preference_bit"
                        + " where policy_type in (:types) and named = false")
                .param("types", policyTypes)
                .query(String.class)
                .list());
    // The row is taken against whoever frees it. In the order of names, so that none waits in turn.
    news.forEach(
        type ->
            jdbc.sql(
                    "update preference_bit set named = true"
                        + " where policy_type = ? and named = false")
                .param(type)
                .update());
    Map<String, Integer> bits = read();
    if (!bits.keySet().containsAll(policyTypes)) {
      throw new Refused(
          ErrorCode.UNKNOWN_POLICY_TYPE,
          "A policy type was removed meanwhile; read the catalogue again.");
    }
    return bits;
  }

  /**
   * Gives a bit to those that have none. Whoever calls it holds {@link OperatorLock}.
   *
   * @param policyTypes all that are in the catalogue
   * @throws PolicyTypesUsedUp if none is left
   */
  void give(Collection<String> policyTypes) {
    Map<String, Integer> bits = read();
    Set<String> without = new TreeSet<>(policyTypes);
    without.removeAll(bits.keySet());
    if (without.size() > MAX - bits.size()) {
      free(policyTypes, bits);
      bits = read();
    }
    Deque<Integer> left = new ArrayDeque<>(IntStream.range(0, MAX).boxed().toList());
    left.removeAll(bits.values());
    for (String policyType : without) {
      Integer bit = left.poll();
      if (bit == null) {
        throw new PolicyTypesUsedUp(policyType);
      }
      jdbc.sql("insert into preference_bit (policy_type, bit) values (?, ?)")
          .params(policyType, bit)
          .update();
    }
  }

  private void free(Collection<String> kept, Map<String, Integer> bits) {
    Set<String> gone = new TreeSet<>(bits.keySet());
    gone.removeAll(Set.copyOf(kept));
    // A user who names the type at this moment is waited for, and keeps it.
    gone.forEach(
        type ->
            jdbc.sql("delete from preference_bit where policy_type = ? and named = false")
                .param(type)
                .update());
  }
}
