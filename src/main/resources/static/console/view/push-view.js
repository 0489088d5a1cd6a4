import { watch } from '/client/store.js';
import { byId } from '../dom.js';
import { reportNews, reportRefusal } from '../notices.js';

const WORDS = {
  loading: 'One moment…',
  unsupported: 'This browser has no web push.',
  denied: 'The browser blocks notifications for this site; its settings allow them again.',
  off: 'Off. Turn them on to hear of things while this page is closed.',
  pending: 'Waiting for the first push, which proves that they arrive…',
  active: 'On. Pushes arrive here.',
  quarantined: 'On, but the push service fails right now; messages wait.',
  failed: 'That did not work.',
};

const ON = ['pending', 'active', 'quarantined'];

/**
 * Notifications on this device: a switch, and something to try.
 *
 * @param {ReturnType<typeof import('/client/push.js').createPushNotificationManager>} push
 * @param {AbortSignal} signal
 */
export function showPush(push, signal) {
  const toggle = byId('push-toggle');
  const test = byId('push-test');
  watch(
    push.status,
    ({ kind, problem }) => {
      const isOn = ON.includes(kind);
      byId('push').dataset.state = kind;
      byId('push-hint').textContent = problem || WORDS[kind];
      toggle.textContent = isOn ? 'Turn off' : 'Turn on';
      toggle.disabled = ['loading', 'unsupported', 'denied'].includes(kind);
      test.hidden = kind !== 'active';
    },
    signal,
  );
  const isOn = () => ON.includes(push.status.getSnapshot().kind);
  toggle.addEventListener(
    'click',
    () => (isOn() ? push.unsubscribe() : push.subscribe()).catch(reportRefusal),
    { signal },
  );
  test.addEventListener(
    'click',
    () =>
      push
        .test()
        .then(() => reportNews('On its way', 'A notification comes through the push service.'))
        .catch(reportRefusal),
    { signal },
  );
}
