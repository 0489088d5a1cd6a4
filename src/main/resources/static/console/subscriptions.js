/** What a connection is subscribed to, kept over reconnects. */
export class Subscriptions {
  #client;
  #receipts;
  #onRefusal;
  #handles = new Map();

  /**
   * @param {import('/webjars/stomp__stompjs/esm6/index.js').Client} client
   * @param {import('./receipts.js').Receipts} receipts
   * @param {(refusal: import('/client/refusal.js').Refusal) => void} onRefusal for subscribers that do
   *     not listen to theirs
   */
  constructor(client, receipts, onRefusal) {
    this.#client = client;
    this.#receipts = receipts;
    this.#onRefusal = onRefusal;
  }

  /**
   * @param {import('./types.js').Subscriber} subscriber
   * @param {AbortSignal} signal ends the subscription
   */
  add(subscriber, signal) {
    this.#handles.set(subscriber, undefined);
    if (this.#client.connected) this.#attach(subscriber);
    signal.addEventListener('abort', () => this.#remove(subscriber), { once: true });
  }

  /** Subscribes all of them on a fresh session. */
  renew() {
    for (const subscriber of this.#handles.keys()) this.#attach(subscriber);
  }

  #attach(subscriber) {
    const { id, answered } = this.#receipts.open();
    const headers = { ...subscriber.headers?.(), receipt: id };
    const handle = this.#client.subscribe(subscriber.destination, subscriber.onMessage, headers);
    this.#handles.set(subscriber, handle);
    answered.then(subscriber.onJoined, (refusal) => this.#refused(subscriber, refusal));
  }

  /** A refused subscription is gone for the service; a lost one is renewed. */
  #refused(subscriber, refusal) {
    if (refusal.code === 'CONNECTION_LOST') return;
    this.#handles.delete(subscriber);
    (subscriber.onRefused ?? this.#onRefusal)(refusal);
  }

  #remove(subscriber) {
    const handle = this.#handles.get(subscriber);
    this.#handles.delete(subscriber);
    if (handle && this.#client.connected) handle.unsubscribe();
  }
}
