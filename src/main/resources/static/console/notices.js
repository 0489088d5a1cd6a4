import { titleOf } from '/client/refusal.js';
import { createStore } from '/client/store.js';

const AT_MOST = 4;
let count = 0;

/**
 * @typedef {{id: number, kind: 'good' | 'bad', title: string, detail: string, code?: string}} Notice
 */

/** @type {import('/client/store.js').Store<Notice[]>} newest last */
export const notices = createStore([]);

/** @param {import('/client/refusal.js').Refusal} refusal */
export function reportRefusal(refusal) {
  const { code, detail } = refusal;
  add({ kind: 'bad', title: titleOf(refusal), detail, code });
}

/**
 * @param {string} title
 * @param {string} detail
 */
export function reportNews(title, detail) {
  add({ kind: 'good', title, detail });
}

/** @param {number} id */
export function dismiss(id) {
  notices.update((all) => all.filter((notice) => notice.id !== id));
}

function add(notice) {
  count += 1;
  const id = count;
  notices.update((all) => [...all, { id, ...notice }].slice(-AT_MOST));
}
