import { byId } from '../dom.js';
import { watch } from '/client/store.js';
import { messageItem } from './message-view.js';

const NEAR_END = 80;
const EMPTY = {
  joining: ['Joining…', ''],
  joined: [
    'It is quiet here',
    'Say hello, or publish from a terminal.',
  ],
  refused: ['This line is closed', ''],
};

/**
 * The conversation on one channel.
 *
 * @param {import('../chat.js').Chat} chat
 * @param {string} me
 * @param {import('../names.js').Names} names
 * @param {AbortSignal} signal
 */
export function showChat(chat, me, names, signal) {
  const list = byId('messages');
  const shown = new Map();
  list.replaceChildren();
  watch(chat.access, showAccess, signal);
  watch(chat.messages, renderAll, signal);
  watch(names.known, () => renderAll(chat.messages.getSnapshot()), signal);
  watch(chat.typing.users, (users) => showTyping(users.map((user) => names.of(user))), signal);

  function renderAll(messages) {
    keepEnd(() => {
      byId('chat-empty').hidden = messages.length > 0;
      forgetAllBut(new Set(messages.map(({ key }) => key)));
      messages.forEach((message, index) => renderOne(message, messages[index - 1]));
    });
  }

  function renderOne(message, before) {
    const name = names.of(message.sender);
    const known = shown.get(message.key);
    if (known?.message === message && known.name === name) return;
    const item = messageItem(message, before, { me, name, onRetry: () => chat.retry(message) });
    if (known) known.item.replaceWith(item);
    else list.append(item);
    shown.set(message.key, { message, name, item });
  }

  function forgetAllBut(keys) {
    for (const [key, { item }] of shown) {
      if (keys.has(key)) continue;
      item.remove();
      shown.delete(key);
    }
  }
}

/** Stays at the newest line, unless the reader has scrolled up. */
function keepEnd(change) {
  const box = byId('scroll');
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
  change();
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function showAccess({ state, detail }) {
  const [title, words] = EMPTY[state];
  byId('chat-empty-title').textContent = title;
  byId('chat-empty-words').textContent = detail || words;
  for (const control of byId('composer').elements) control.disabled = state === 'refused';
}

function showTyping(names) {
  byId('typing').textContent = typingWords(names);
}

function typingWords([first, second, ...others]) {
  if (!first) return '';
  if (!second) return `${first} is typing…`;
  if (others.length === 0) return `${first} and ${second} are typing…`;
  return 'Several people are typing…';
}
