import { Chat } from './chat.js';
import { byId } from './dom.js';
import { Presence } from './presence.js';
import { watch } from '/client/store.js';
import { showChat } from './view/chat-view.js';
import { bindComposer } from './view/composer-view.js';
import { showPeople } from './view/people-view.js';
import { showCommands } from './view/terminal-view.js';

/**
 * Enters a channel: who is here, what is said, and the controls for both, until the signal.
 *
 * @param {import('./connection.js').Connection} connection
 * @param {import('./types.js').Identity} me
 * @param {import('./names.js').Names} names
 * @param {string} channel
 * @param {AbortSignal} signal
 */
export function enter(connection, me, names, channel, signal) {
  const presence = new Presence(connection, channel, statusShown());
  const chat = new Chat(connection, me, channel);
  byId('chat-title').textContent = channel;
  document.title = `${channel} · Switchboard`;
  chat.join(() => presence.header(), signal);
  presence.join(signal);
  watch(presence.company, ({ people }) => names.learn(people), signal);
  showChat(chat, me.user, names, signal);
  bindComposer(chat, signal);
  showPeople(presence, me.user, signal);
  showCommands(channel, me.pasted, signal);
}

function statusShown() {
  return document.querySelector('[name="status"]:checked').value;
}
