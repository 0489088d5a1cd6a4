import { byId, element } from '../dom.js';
import { watch } from '/client/store.js';

/**
 * The last changes to one's preferences, while the list is open.
 *
 * @param {import('../preferences.js').Preferences} preferences
 * @param {AbortSignal} signal
 */
export function showPreferenceHistory(preferences, signal) {
  const details = byId('preferences-history');
  const refresh = () => details.open && show(preferences);
  byId('preferences-changes').replaceChildren();
  details.open = false;
  details.addEventListener('toggle', refresh, { signal });
  watch(preferences.sheet, refresh, signal);
}

async function show(preferences) {
  try {
    const entries = await preferences.history();
    byId('preferences-changes').replaceChildren(...entries.map(line));
  } catch {
    // The list that is there stays; the next change or opening tries again.
  }
}

function line({ at, source, sentence }) {
  return element('li', { title: `by ${source}` }, `${new Date(at).toLocaleString()}: ${sentence}`);
}
