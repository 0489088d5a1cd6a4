import { byId } from '../dom.js';
import { reportNews } from '../notices.js';

const JSON_TYPE = "-H 'Content-Type: application/json'";
const DEV_TOKEN = `TOKEN=$(curl -s ${location.origin}/api/dev/tokens ${JSON_TYPE} \\
  -d '{"user":"terminal"}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`;
const ANY_TOKEN = 'TOKEN=…   # an access token of yours';

/**
 * The commands that publish on this channel from elsewhere.
 *
 * @param {string} channel
 * @param {boolean} pasted whether tokens come from elsewhere
 * @param {AbortSignal} signal
 */
export function showCommands(channel, pasted, signal) {
  const commands = `${pasted ? ANY_TOKEN : DEV_TOKEN}

curl '${location.origin}/api/channels/${encodeURI(channel)}/messages' \\
  -H "Authorization: Bearer $TOKEN" ${JSON_TYPE} \\
  -d '{"event":"message","data":"Hello from a terminal"}'`;
  byId('commands').textContent = commands;
  const copy = async () => {
    await navigator.clipboard.writeText(commands);
    reportNews('Copied', 'Paste it into a terminal and watch the conversation.');
  };
  byId('copy').addEventListener('click', copy, { signal });
}
