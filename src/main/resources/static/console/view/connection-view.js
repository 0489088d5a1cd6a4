import { byId } from '../dom.js';
import { watch } from '/client/store.js';

const WORDS = {
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  disconnected: 'Not connected',
  error: 'Connection refused',
};

/**
 * The state of the connection in colour and in words.
 *
 * @param {import('../connection.js').Connection} connection
 * @param {AbortSignal} signal
 */
export function showConnection(connection, signal) {
  const retry = byId('connection-retry');
  retry.addEventListener('click', () => connection.retry(), { signal });
  watch(
    connection.status,
    ({ state, detail }) => {
      byId('connection').dataset.state = state;
      byId('connection').title = detail;
      byId('connection-text').textContent = WORDS[state];
      retry.hidden = state !== 'reconnecting';
    },
    signal,
  );
}
