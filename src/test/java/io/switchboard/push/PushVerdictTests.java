package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.switchboard.outbound.OutboundFailure;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushVerdictTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 |                                      | DELIVERED      | DELIVERED
          201 |                                      | DELIVERED      | DELIVERED
          202 |                                      | DELIVERED      | DELIVERED
          204 |                                      | DELIVERED      | DELIVERED
          301 |                                      | REJECTED       | REJECTED
          307 |                                      | REJECTED       | REJECTED
          400 | {"reason":"BadWebPushTopic"}         | REJECTED       | REJECTED
          400 | {"reason":"VapidPkHashMismatch"}     | RESUBSCRIBE    | RESUBSCRIBE
          400 | UnauthorizedRegistration             | RESUBSCRIBE    | RESUBSCRIBE
          401 |                                      | ORIGIN_REFUSES | REJECTED
          401 | {"errno":109,"message":"VAPID public key mismatch"} | RESUBSCRIBE | RESUBSCRIBE
          403 | {"reason":"BadJwtToken"}             | ORIGIN_REFUSES | REJECTED
          403 | {"reason":"VapidPkHashMismatch"}     | RESUBSCRIBE    | RESUBSCRIBE
          403 | the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions | RESUBSCRIBE | RESUBSCRIBE
          403 | the key in the authorization header does not correspond to the sender ID used to subscribe this user | RESUBSCRIBE | RESUBSCRIBE
          401 | invalid key: audience mismatch in JWT | ORIGIN_REFUSES | REJECTED
          404 |                                      | GONE           | GONE
          406 |                                      | THROTTLED      | FAILED
          408 |                                      | FAILED         | FAILED
          410 | {"reason":"Unregistered"}            | GONE           | GONE
          413 |                                      | TOO_LARGE      | TOO_LARGE
          415 |                                      | REJECTED       | REJECTED
          425 |                                      | FAILED         | FAILED
          429 |                                      | THROTTLED      | FAILED
          500 |                                      | FAILED         | FAILED
          502 |                                      | FAILED         | FAILED
          503 |                                      | FAILED         | FAILED
          599 |                                      | FAILED         | FAILED
          """)
  void mapsEveryStatus(int status, String body, PushVerdict proved, PushVerdict pending) {
    String text = body == null ? "" : body;

    assertThat(PushVerdict.of(status, text, true)).isEqualTo(proved);
    assertThat(PushVerdict.of(status, text, false)).isEqualTo(pending);
  }

  @Test
  void deletesForNothingButGone() {
    for (int status = 100; status < 600; status++) {
      if (status != 404 && status != 410) {
        assertThat(PushVerdict.of(status, "", true)).isNotEqualTo(PushVerdict.GONE);
      }
    }
  }

  @Test
  void deletesForNoFailureOfTheNetwork() {
    assertThat(EnumSet.allOf(OutboundFailure.Reason.class))
        .allSatisfy(
            reason ->
                assertThat(PushVerdict.of(reason)).isIn(PushVerdict.FAILED, PushVerdict.NOT_SENT));
  }
}
