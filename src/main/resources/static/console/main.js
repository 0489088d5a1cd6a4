import { createPushNotificationManager } from '/client/push.js';
import { Refusal } from '/client/refusal.js';
import { isChannel } from './channel-name.js';
import { Connection } from './connection.js';
import { byId } from './dom.js';
import { signInAs } from './identity.js';
import { Names } from './names.js';
import { reportRefusal } from './notices.js';
import { Preferences } from './preferences.js';
import { enter } from './room.js';
import { avatar } from './view/avatar.js';
import { showConnection } from './view/connection-view.js';
import { showNotices } from './view/notices-view.js';
import { showPreferences } from './view/preferences-view.js';
import { showPush } from './view/push-view.js';
import { showSignIn } from './view/sign-in-view.js';
import { forget, recall, remember } from './visit.js';

/** What the last visit still has to finish before the next uses the same browser. */
let leaving = Promise.resolve();

showNotices();
showSignIn(begin);
await resume();

/** Goes on where this tab was before a reload. */
async function resume() {
  const visit = recall();
  if (!visit) return welcome();
  byId('name').value = visit.name;
  byId('first-channel').value = visit.channel;
  try {
    begin(await signInAs(visit.name), visit.channel);
  } catch {
    welcome();
  }
}

function welcome() {
  byId('welcome').hidden = false;
  byId('name').focus();
}

/**
 * One visit, from signing in to signing out.
 *
 * @param {import('./types.js').Identity} me
 * @param {string} channel
 */
function begin(me, channel) {
  const visit = new AbortController();
  const connection = new Connection(socketUrl(), me.token, reportRefusal);
  const preferences = new Preferences(me.token);
  const names = new Names(me);
  showMe(me);
  showConnection(connection, visit.signal);
  showPreferences(preferences, visit.signal);
  preferences.follow(connection, visit.signal);
  const push = createPushNotificationManager({ token: () => me.token });
  showPush(push, visit.signal);
  leaving.then(() => visit.signal.aborted || push.start(visit.signal));
  const go = channelSwitch(visit.signal, (next, signal) => {
    remember({ name: me.name, channel: next });
    enter(connection, me, names, next, signal);
  });
  go(channel);
  connection.open(visit.signal);
  byId('sign-out').addEventListener('click', () => end(visit, push), { signal: visit.signal });
}

/**
 * Leaves one channel before entering the next.
 *
 * @param {AbortSignal} visit
 * @param {(channel: string, signal: AbortSignal) => void} onEnter
 * @returns {(channel: string) => void}
 */
function channelSwitch(visit, onEnter) {
  let stay = new AbortController();
  const go = (channel) => {
    stay.abort();
    stay = new AbortController();
    onEnter(channel, AbortSignal.any([visit, stay.signal]));
  };
  const onSubmit = (event) => {
    event.preventDefault();
    const input = byId('channel');
    const channel = input.value.trim();
    if (!isChannel(channel)) {
      reportRefusal(new Refusal('BAD_DESTINATION', 'Name a channel like chat:lobby.'));
      return;
    }
    input.value = '';
    go(channel);
    byId('text').focus();
  };
  byId('switch').addEventListener('submit', onSubmit, { signal: visit });
  return go;
}

function showMe({ user, name }) {
  byId('me-avatar').replaceChildren(avatar(user, name));
  byId('me-name').textContent = name;
  for (const id of ['me', 'room']) byId(id).hidden = false;
  byId('welcome').hidden = true;
  byId('text').focus();
}

/** Nothing that is for this user may come to whoever uses the browser next. */
function end(visit, push) {
  visit.abort();
  forget();
  leaving = push.unsubscribe().catch(reportRefusal);
  for (const id of ['me', 'room']) byId(id).hidden = true;
  welcome();
}

function socketUrl() {
  return `${location.origin.replace(/^http/, 'ws')}/ws`;
}
