package io.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.switchboard.testing.Api;
import io.switchboard.testing.BrowserExtension;
import io.switchboard.testing.OnH2;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;

/** The console's pure modules, run where they run in earnest: in a browser, off the service. */
@OnH2
class ConsoleModulesTests {

  @RegisterExtension static final BrowserExtension browser = new BrowserExtension();

  @Autowired Api api;

  private Page page;

  @BeforeEach
  void visit() {
    page = browser.chromium().newPage();
    page.navigate("http://127.0.0.1:" + api.port() + "/");
  }

  @Test
  void presenceReplacesKnownDevicesAndForgetsGoneOnes() {
    assertThat(
            run(
                "people.js",
                """
                const meta = (ref, status) => ({ ref, status });
                let metas = it.applyPresence({}, { state: { bob: [meta('1', 'online')] } });
                metas = it.applyPresence(metas, { joins: { bob: [meta('1', 'away')], al: [meta('2', 'busy')] } });
                metas = it.applyPresence(metas, { leaves: { al: [meta('2', 'busy')] } });
                return JSON.stringify(metas);
                """))
        .isEqualTo("{\"bob\":[{\"ref\":\"1\",\"status\":\"away\"}]}");
  }

  @Test
  void theStrongestStatusOfAllDevicesCounts() {
    assertThat(
            run(
                "people.js",
                """
                const statuses = (...all) => it.peopleIn({ a: all.map((status) => ({ status })) })[0].status;
                return [statuses('away', 'online'), statuses('online', 'busy', 'away'), statuses('away')].join();
                """))
        .isEqualTo("online,busy,away");
  }

  @Test
  void waitsGrowUpToHalfAMinute() {
    assertThat(
            run(
                "backoff.js",
                """
                const almost = () => 0.999999;
                return [1, 2, 3, 4, 5, 6, 7, 100].map((n) => it.delayBefore(n, almost)).join();
                """))
        .isEqualTo("1000,2000,4000,8000,16000,30000,30000,30000");
    assertThat(run("backoff.js", "return String(it.delayBefore(6, () => 0));")).isEqualTo("0");
  }

  @Test
  void readsWhateverAnyonePublishes() {
    assertThat(
            run(
                "message.js",
                """
                const read = (body) => it.readMessage({ headers: { sender: 'al', 'message-id': 'm1' }, body });
                const bodies = ['{"text":"hi","id":"7"}', '"quoted"', 'plain', '{"a":1}', '{"text":5}', '', 'null'];
                return bodies.map((body) => read(body).key + '=' + read(body).text).join('; ');
                """))
        .isEqualTo(
            "al 7=hi; al m1=quoted; al m1=plain; al m1={\"a\":1}; al m1={\"text\":5}; al m1=;"
                + " al m1=null");
  }

  @Test
  void saysThatAMessageWasErased() {
    assertThat(
            run(
                "message.js",
                """
                const read = (headers) => it.readMessage({ headers: { event: 'erased', ...headers }, body: '{}' }).text;
                return [read({}), read({ sender: 'al' })].join('; ');
                """))
        .isEqualTo("Erased with its sender’s data; {}");
  }

  @Test
  void makesAUserIdOfAnyName() {
    assertThat(
            run(
                "identity.js",
                "return ['Zo\u00eb Lee', ' A/B ', 'x@y.z'].map(it.idOf).join() +"
                    + " it.idOf('\u5f20').slice(0, 6);"))
        .isEqualTo("zoe-lee,a-b,x@y.zguest-");
  }

  /** Runs the script, to which {@code it} is what the module exports. */
  private String run(String module, String script) {
    return (String)
        page.evaluate(
            "async () => { const it = await import('/console/%s'); %s }".formatted(module, script));
  }
}
