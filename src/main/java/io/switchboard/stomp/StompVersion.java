package io.switchboard.stomp;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which versions of STOMP are spoken. */
final class StompVersion {

  private StompVersion() {}

  /**
   * @param accepted the {@code accept-version} header; without it a client speaks 1.0 only
   * @throws Refused if there is no common version
   */
  static String negotiate(@Nullable String accepted) {
    List<String> offers = accepted == null ? List.of() : Arrays.asList(accepted.split(","));
    for (String version : List.of("1.2", "1.1")) {
      if (offers.stream().map(String::strip).anyMatch(version::equals)) {
        return version;
      }
    }
    throw new Refused(
        ErrorCode.BAD_FRAME,
        "Supported STOMP versions are 1.1 and 1.2; name one in accept-version.");
  }
}
