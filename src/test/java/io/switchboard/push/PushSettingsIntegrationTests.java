package io.switchboard.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.switchboard.shared.ErrorCode;
import io.switchboard.shared.Refused;
import io.switchboard.shared.UserId;
import io.switchboard.testing.Api;
import io.switchboard.testing.OnH2;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

@OnH2
@TestPropertySource(
    properties = {
      "switchboard.push.max-subscriptions-per-user=2",
      "switchboard.push.allowed-hosts=push.example.org",
      "logging.level.io.switchboard.push=debug"
    })
@ExtendWith(OutputCaptureExtension.class)
class PushSettingsIntegrationTests {

  @Autowired PushSubscriptions subscriptions;
  @Autowired JdbcClient jdbc;

  private final UserId alice = new UserId(Api.newUser("alice"));

  @Test
  void keepsAsManyAsConfigured() {
    for (int i = 0; i < 4; i++) {
      subscriptions.register(alice, browser("https://push.example.org/" + UUID.randomUUID()));
    }

    assertThat(subscriptions.of(alice)).hasSize(2);
  }

  @Test
  void keepsNoMoreWhenOneIsBroughtBack() {
    PushSubscriptionId id = PushSubscriptionId.random();
    PushToken renewal = PushToken.fresh();
    jdbc.sql(
            "insert into push_ended (id, owner, host, created_at, renewal_hash, ended_at)"
                + " values (?, ?, 'push.example.org', current_timestamp, ?, current_timestamp)")
        .params(id.value(), alice.value(), renewal.hash())
        .update();
    for (int i = 0; i < 2; i++) {
      subscriptions.register(alice, browser("https://push.example.org/" + UUID.randomUUID()));
    }

    subscriptions.replace(id, renewal, browser("https://push.example.org/" + UUID.randomUUID()));

    assertThat(subscriptions.of(alice)).hasSize(2).anyMatch(push -> push.id().equals(id));
  }

  @Test
  void allowsTheConfiguredHostsOnly() {
    subscriptions.register(alice, browser("https://eu.push.example.org/" + UUID.randomUUID()));

    assertThatThrownBy(() -> subscriptions.register(alice, browser(Browser.newEndpoint())))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ENDPOINT_NOT_ALLOWED));
  }

  @Test
  void logsHostAndHashButNoEndpointAndNoKey(CapturedOutput output) {
    BrowserSubscription browser = browser("https://push.example.org/secret-" + UUID.randomUUID());
    subscriptions.register(alice, browser);
    subscriptions.register(alice, browser);

    assertThat(output)
        .contains("Registering push subscription", "Renewing push subscription")
        .contains("push.example.org#")
        .doesNotContain("secret-", browser.keys().auth(), browser.keys().p256dh());
  }

  private static BrowserSubscription browser(String endpoint) {
    return new BrowserSubscription(
        endpoint, null, new BrowserSubscription.ClientKeys(Browser.p256dh(), Browser.auth()), null);
  }
}
