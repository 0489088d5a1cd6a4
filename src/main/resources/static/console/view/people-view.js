import { byId, element } from '../dom.js';
import { reportRefusal } from '../notices.js';
import { watch } from '/client/store.js';
import { avatar } from './avatar.js';

const WORDS = { online: 'Online', away: 'Away', busy: 'Busy' };
const HINTS = {
  waiting: 'Looking around…',
  listed: '',
  counted: 'Too many people to list them all.',
  hidden: 'This channel does not show who is here.',
};

/**
 * Everybody on the channel once, however many devices they use.
 *
 * @param {import('../presence.js').Presence} presence
 * @param {string} me
 * @param {AbortSignal} signal
 */
export function showPeople(presence, me, signal) {
  let known = new Set();
  watch(
    presence.company,
    ({ kind, people, count }) => {
      byId('people-hint').textContent = HINTS[kind];
      byId('people-count').textContent = countIn(kind, count);
      byId('statuses').disabled = kind === 'hidden';
      byId('people').replaceChildren(
        ...people.map((person) => personItem(person, me, known.size > 0 && !known.has(person.user))),
      );
      known = new Set(people.map(({ user }) => user));
    },
    signal,
  );
  byId('statuses').addEventListener(
    'change',
    ({ target }) => presence.show(target.value).catch(reportRefusal),
    { signal },
  );
}

function countIn(kind, count) {
  if (kind === 'waiting' || kind === 'hidden') return '';
  return count === 1 ? '1 person' : `${count} people`;
}

function personItem({ user, name, status, devices }, me, isNew) {
  const more = [WORDS[status] ?? status];
  if (devices > 1) more.push(`${devices} devices`);
  return element(
    'li',
    { class: isNew ? 'person is-new' : 'person', 'data-status': status, 'data-user': user },
    element('span', { class: 'person-face' }, avatar(user, name)),
    element('span', { class: 'person-name' }, user === me ? `${name} (you)` : name),
    element('span', { class: 'person-more' }, more.join(' · ')),
  );
}
