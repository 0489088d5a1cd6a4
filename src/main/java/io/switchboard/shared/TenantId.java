package io.switchboard.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The organisation that a user belongs to.
 *
 * @param value 1 to 64 characters of {@code A-Z a-z 0-9 . _ ~ -}
 */
public record TenantId(@JsonValue String value) {

  /** What a tenant id matches. */
  public static final String GRAMMAR = "[A-Za-z0-9._~-]{1,64}";

  private static final Pattern PATTERN = Pattern.compile(GRAMMAR);

  /**
   * @throws Refused with {@link ErrorCode#INVALID_VALUE} if the value is not in the grammar
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public TenantId {
    if (!isValid(value)) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "A tenant id has 1 to 64 characters of A-Z a-z 0-9 . _ ~ - and nothing else.");
    }
  }

  /** Whether the value is in the grammar. */
  public static boolean isValid(String value) {
    return PATTERN.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
