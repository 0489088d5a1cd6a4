import { Client } from '/webjars/stomp__stompjs/esm6/index.js';
import { delayBefore } from './backoff.js';
import { Receipts } from './receipts.js';
import { Refusal } from '/client/refusal.js';
import { createStore } from '/client/store.js';
import { Subscriptions } from './subscriptions.js';

const ERRORS = '/user/queue/errors';
const CONNECT_DEADLINE = 10_000;

/**
 * One STOMP session that heals itself. Subscribers stay registered and are subscribed again after
 * each reconnect; frames that wait for a RECEIPT when the socket goes are refused with
 * CONNECTION_LOST, because nobody knows whether they arrived.
 */
export class Connection {
  #client;
  #receipts = new Receipts();
  #subscriptions;
  #attempt = 0;
  #timer;
  #wanted = false;
  #lastError;
  #onRefusal;

  /** @type {import('/client/store.js').Store<import('./types.js').ConnectionStatus>} */
  status = createStore({ state: 'disconnected', detail: '' });

  /**
   * @param {string} url of the WebSocket
   * @param {string} token
   * @param {(refusal: Refusal) => void} onRefusal gets refusals that no caller waits for
   */
  constructor(url, token, onRefusal) {
    this.#onRefusal = onRefusal;
    this.#client = new Client({
      brokerURL: url,
      connectHeaders: { Authorization: `Bearer ${token}` },
      connectionTimeout: CONNECT_DEADLINE,
      reconnectDelay: 0,
      discardWebsocketOnCommFailure: true,
      onConnect: () => this.#connected(),
      onStompError: (frame) => this.#failed(frame),
      onWebSocketClose: (event) => this.#closed(event),
      onUnhandledReceipt: (frame) => this.#receipts.settle(frame),
    });
    this.#subscriptions = new Subscriptions(this.#client, this.#receipts, onRefusal);
  }

  /** @param {AbortSignal} signal closes the connection for good */
  open(signal) {
    this.#wanted = true;
    this.#become('connecting');
    this.#client.activate();
    window.addEventListener('offline', () => this.#client.forceDisconnect(), { signal });
    window.addEventListener('online', () => this.retry(), { signal });
    signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  /** Connects now instead of after the current wait. */
  retry() {
    if (!this.#wanted || this.#client.active) return;
    clearTimeout(this.#timer);
    this.#client.activate();
  }

  /**
   * @param {import('./types.js').Subscriber} subscriber
   * @param {AbortSignal} signal ends the subscription
   */
  subscribe(subscriber, signal) {
    this.#subscriptions.add(subscriber, signal);
  }

  /**
   * @param {string} destination
   * @param {unknown} body sent as JSON
   * @param {Record<string, string>} [headers]
   * @returns {Promise<import('./types.js').Frame>} the RECEIPT
   * @throws {Refusal}
   */
  send(destination, body, headers = {}) {
    if (!this.#client.connected) {
      return Promise.reject(new Refusal('CONNECTION_LOST', 'There is no connection right now.'));
    }
    const { id, answered } = this.#receipts.open();
    this.#client.publish({
      destination,
      headers: { ...headers, 'content-type': 'application/json', receipt: id },
      body: JSON.stringify(body),
    });
    return answered;
  }

  #connected() {
    this.#attempt = 0;
    this.#lastError = undefined;
    this.#client.subscribe(ERRORS, (frame) => this.#refused(frame));
    this.#subscriptions.renew();
    this.#become('connected');
  }

  #refused(frame) {
    const unclear = new Refusal('UNKNOWN', 'The service refused a frame without saying why.');
    const refusal = Refusal.read(frame.body, unclear);
    if (!this.#receipts.refuse(refusal)) this.#onRefusal(refusal);
  }

  #failed(frame) {
    const unclear = new Refusal('UNKNOWN', frame.headers.message ?? '', { temporary: true });
    this.#lastError = Refusal.read(frame.body, unclear);
  }

  #closed(event) {
    this.#receipts.refuseAll(
      new Refusal('CONNECTION_LOST', 'The connection went before this was confirmed.', { temporary: true }),
    );
    this.#client.deactivate();
    if (!this.#wanted) return this.#become('disconnected');
    if (isFinal(event.code, this.#lastError)) return this.#giveUp(event);
    this.#attempt += 1;
    this.#become('reconnecting', event.reason);
    this.#timer = setTimeout(() => this.retry(), delayBefore(this.#attempt));
  }

  #giveUp(event) {
    this.#wanted = false;
    this.#become('error', this.#lastError?.detail || event.reason || `Closed with ${event.code}.`);
  }

  #close() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#client.deactivate();
    this.#become('disconnected');
  }

  #become(state, detail = '') {
    this.status.update(() => ({ state, detail }));
  }
}

/** Close codes 3500 to 3999 say that connecting again would fail the same way. */
function isFinal(code, error) {
  return (code >= 3500 && code <= 3999) || error?.temporary === false;
}
