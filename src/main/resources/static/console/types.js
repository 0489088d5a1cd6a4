/**
 * Shapes that several files speak of.
 *
 * @typedef {{headers: Record<string, string>, body: string}} Frame a STOMP frame
 *
 * @typedef {object} Subscriber
 * @property {string} destination
 * @property {() => Record<string, string>} [headers] asked again on every connect
 * @property {(frame: Frame) => void} onMessage
 * @property {(receipt: Frame) => void} [onJoined] after each successful SUBSCRIBE
 * @property {(refusal: import('/client/refusal.js').Refusal) => void} [onRefused]
 *
 * @typedef {object} Identity
 * @property {string} user the id, as in the token
 * @property {string} name for display
 * @property {string} token
 * @property {boolean} pasted whether the visitor brought the token
 *
 * @typedef {'connecting' | 'connected' | 'reconnecting' | 'disconnected' | 'error'} ConnectionState
 *
 * @typedef {object} ConnectionStatus
 * @property {ConnectionState} state
 * @property {string} detail why, for people; may be empty
 */
export {};
