/**
 * @typedef {'online' | 'away' | 'busy'} Status
 * @typedef {{ref: string, status: Status, since?: string, lastSeen?: string, name?: string,
 *     data?: unknown}} Meta one session's presence
 * @typedef {Record<string, Meta[]>} Metas by user
 * @typedef {{version: number, state: Metas} | {version: number, joins?: Metas, leaves?: Metas}
 *     | {count: number}} PresenceMessage
 * @typedef {{user: string, name: string, status: Status, devices: number}} Person
 */

const STRENGTH = { busy: 3, online: 2, away: 1 };

/**
 * What is known after one more message. Pure: neither argument is changed.
 *
 * @param {Metas} known
 * @param {PresenceMessage} message
 * @returns {Metas}
 */
export function applyPresence(known, message) {
  if (message.state) return message.state;
  const next = { ...known };
  for (const [user, metas] of Object.entries(message.leaves ?? {})) {
    next[user] = without(next[user], metas);
  }
  for (const [user, metas] of Object.entries(message.joins ?? {})) {
    next[user] = [...without(next[user], metas), ...metas];
  }
  return Object.fromEntries(Object.entries(next).filter(([, metas]) => metas.length > 0));
}

/**
 * One person per user: the strongest status over all devices, in the order of names.
 *
 * @param {Metas} metas
 * @returns {Person[]}
 */
export function peopleIn(metas) {
  return Object.entries(metas)
    .map(([user, devices]) => personOf(user, devices))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function personOf(user, metas) {
  const strongest = metas.reduce((a, b) => (strength(b) > strength(a) ? b : a));
  const name = metas.find((meta) => meta.name)?.name ?? user;
  return { user, name, status: strongest.status, devices: metas.length };
}

function strength({ status }) {
  return STRENGTH[status] ?? 0;
}

function without(metas = [], gone) {
  const refs = new Set(gone.map(({ ref }) => ref));
  return metas.filter(({ ref }) => !refs.has(ref));
}
