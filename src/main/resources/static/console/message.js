/**
 * One line of the conversation.
 *
 * @typedef {object} Message
 * @property {string} key the same for the optimistic line and its echo
 * @property {string} sender user id
 * @property {string} event
 * @property {string} text
 * @property {number} at milliseconds since 1970
 * @property {'sending' | 'sent' | 'failed'} state
 * @property {string} [problem] why it failed
 */

const ERASED = 'erased';

/**
 * @param {import('./types.js').Frame} frame a MESSAGE
 * @returns {Message}
 */
export function readMessage({ headers, body }) {
  const sender = headers.sender ?? '';
  const { text, id } = !sender && headers.event === ERASED ? { text: 'Erased with its sender’s data' } : content(body);
  return {
    key: keyOf(sender, id ?? headers['message-id']),
    sender,
    event: headers.event ?? 'message',
    text,
    at: instantOf(headers.timestamp),
    state: 'sent',
  };
}

/**
 * A message of the history, as it came when it was live.
 *
 * @param {{id: string, sender?: string, event: string, timestamp: string, contentType?: string, data: any}} message
 * @returns {import('./types.js').Frame}
 */
export function frameOf({ id, sender, event, timestamp, contentType, data }) {
  const headers = { 'message-id': id, sender, event, timestamp };
  return { headers, body: contentType ? data : JSON.stringify(data) };
}

/**
 * @param {string} sender
 * @param {string} id unique for the sender
 */
export function keyOf(sender, id) {
  return `${sender} ${id}`;
}

/** Anyone may publish anything: the page shows `text` if there is one, else the body itself. */
function content(body) {
  try {
    const json = JSON.parse(body);
    if (typeof json === 'string') return { text: json };
    if (typeof json?.text !== 'string') return { text: body };
    return { text: json.text, id: typeof json.id === 'string' ? json.id : undefined };
  } catch {
    return { text: body };
  }
}

function instantOf(timestamp) {
  const at = /^\d+$/.test(timestamp ?? '') ? Number(timestamp) : Date.parse(timestamp);
  return Number.isNaN(at) ? Date.now() : at;
}
