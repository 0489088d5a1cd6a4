package io.switchboard.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * The {@code sub} of a token: who a user is.
 *
 * @param value 1 to 128 characters of {@code A-Z a-z 0-9 . _ ~ @ | + = -}, the grammar of channel
 *     names, so that {@code user:{id}} is always a channel and no id can forge a frame or a path
 */
public record UserId(@JsonValue String value) {

  private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9._~@|+=-]{1,128}");

  /**
   * @throws Refused with {@link ErrorCode#INVALID_VALUE} if the value is not in the grammar
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public UserId {
    if (!GRAMMAR.matcher(value).matches()) {
      throw new Refused(
          ErrorCode.INVALID_VALUE,
          "A user id has 1 to 128 characters of A-Z a-z 0-9 . _ ~ @ | + = - and nothing else.");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
