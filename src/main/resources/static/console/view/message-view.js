import { element } from '../dom.js';
import { avatar } from './avatar.js';

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const STATES = { sending: 'Sending…', sent: '', failed: '' };
const TOGETHER = 5 * 60_000;

/**
 * One line as a list item; made anew whenever the message changes.
 *
 * @param {import('../message.js').Message} message
 * @param {import('../message.js').Message | undefined} before the line above
 * @param {{me: string, name: string, onRetry: () => void}} context name of the sender
 */
export function messageItem(message, before, { me, name, onRetry }) {
  const classes = ['message', message.state];
  if (message.sender === me) classes.push('mine');
  if (follows(message, before)) classes.push('follows');
  return element(
    'li',
    { class: classes.join(' ') },
    avatar(message.sender, name),
    top(message, name),
    element('p', { class: 'bubble' }, message.text),
    state(message, onRetry),
  );
}

function top({ at, event }, name) {
  const line = element(
    'div',
    { class: 'message-top' },
    element('span', { class: 'message-sender' }, name),
    element(
      'time',
      { class: 'message-time', datetime: new Date(at).toISOString(), title: FULL.format(at) },
      TIME.format(at),
    ),
  );
  if (event !== 'message') line.append(element('span', { class: 'message-event' }, event));
  return line;
}

function state({ state: now, problem }, onRetry) {
  const line = element('p', { class: 'message-state' }, STATES[now]);
  if (now !== 'failed') return line;
  const button = element('button', { class: 'quiet', type: 'button' }, 'Try again');
  button.addEventListener('click', onRetry);
  line.append(`${problem} `, button);
  return line;
}

/** Lines of one sender within a few minutes stand under one head. */
function follows(message, before) {
  return (
    before !== undefined &&
    before.sender === message.sender &&
    before.event === message.event &&
    message.at - before.at < TOGETHER
  );
}
