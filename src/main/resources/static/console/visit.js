/**
 * What a tab remembers over a reload: the name and the channel, never a token.
 *
 * @typedef {{name: string, channel: string}} Visit
 */
const KEY = 'switchboard.visit';

/** @returns {Visit | undefined} */
export function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param {Visit} visit */
export function remember(visit) {
  sessionStorage.setItem(KEY, JSON.stringify(visit));
}

export function forget() {
  sessionStorage.removeItem(KEY);
}
