import { frameOf, keyOf, readMessage } from './message.js';
import { reportNews } from './notices.js';
import { call } from '/client/rest.js';
import { createStore } from '/client/store.js';
import { TYPING, Typing } from './typing.js';

const KEPT = 500;
const RECALLED = 50;

/** The conversation on one channel, as this tab knows it. */
export class Chat {
  #connection;
  #me;
  #destination;
  #history;

  /** On a recorded channel, the last message known; a reconnect goes on after it. */
  #position;

  /** @type {import('/client/store.js').Store<import('./message.js').Message[]>} oldest first */
  messages = createStore([]);

  /** @type {import('/client/store.js').Store<{state: 'joining' | 'joined' | 'refused', detail: string}>} */
  access = createStore({ state: 'joining', detail: '' });

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {import('./types.js').Identity} me
   * @param {string} channel
   */
  constructor(connection, me, channel) {
    this.#connection = connection;
    this.#me = me;
    this.#destination = `/topic/${channel}`;
    this.#history = `/api/channels/${channel}/messages?limit=${RECALLED}`;
    this.typing = new Typing(() => this.#announceTyping());
  }

  /**
   * Shows what was said before, if the channel keeps it, and goes on after that.
   *
   * @param {() => Record<string, string>} headers of the SUBSCRIBE
   * @param {AbortSignal} signal leaves the channel
   */
  async join(headers, signal) {
    await this.#recall(signal);
    if (signal.aborted) return;
    this.#connection.subscribe(
      {
        destination: this.#destination,
        headers: () => (this.#position ? { ...headers(), since: this.#position } : headers()),
        onMessage: (frame) => this.#receive(frame),
        onJoined: (receipt) => this.#joined(receipt),
        onRefused: ({ detail }) => this.access.update(() => ({ state: 'refused', detail })),
      },
      signal,
    );
    signal.addEventListener('abort', () => this.typing.stop(), { once: true });
  }

  /**
   * Shows the message at once and confirms it when the RECEIPT comes.
   *
   * @param {string} text
   */
  say(text) {
    const id = crypto.randomUUID();
    const { user } = this.#me;
    const key = keyOf(user, id);
    this.#put({ key, sender: user, event: 'message', text, at: Date.now(), state: 'sending' });
    this.typing.stop();
    return this.#deliver(key, { id, text });
  }

  /** @param {import('./message.js').Message} message one that failed */
  retry({ key, text }) {
    this.#amend(key, { state: 'sending', problem: undefined });
    return this.#deliver(key, { id: key.slice(this.#me.user.length + 1), text });
  }

  async #deliver(key, body) {
    try {
      await this.#connection.send(this.#destination, body);
      this.#amend(key, { state: 'sent' });
    } catch (refusal) {
      this.#amend(key, { state: 'failed', problem: refusal.detail });
    }
  }

  /** A live channel has no history, and what one may not read says so when one joins. */
  async #recall(signal) {
    try {
      const { epoch, offset, messages } = await call('GET', this.#history, {
        token: this.#me.token,
        signal,
      });
      messages.forEach((message) => this.#put(readMessage(frameOf(message))));
      this.#position = `${epoch}:${offset}`;
    } catch {
      this.#position = undefined;
    }
  }

  #joined({ headers }) {
    this.access.update(() => ({ state: 'joined', detail: '' }));
    if (headers.recovered === 'false') {
      reportNews('Some messages were missed', 'You were away for longer than this channel remembers.');
    }
    if (headers.epoch && headers.recovered !== 'true') {
      this.#position = `${headers.epoch}:${headers.offset}`;
    }
  }

  #receive(frame) {
    const message = readMessage(frame);
    const { epoch, offset } = frame.headers;
    if (offset) this.#position = `${epoch}:${offset}`;
    if (message.event === TYPING) {
      if (message.sender !== this.#me.user) this.typing.heard(message.sender);
      return;
    }
    this.typing.finished(message.sender);
    this.#put(message);
  }

  /** A repeat, such as the echo of one's own line, replaces what is there. */
  #put(message) {
    this.messages.update((messages) => {
      if (messages.some(({ key }) => key === message.key)) {
        return messages.map((known) => (known.key === message.key ? message : known));
      }
      return [...messages, message].slice(-KEPT);
    });
  }

  #amend(key, change) {
    this.messages.update((messages) =>
      messages.map((known) => (known.key === key ? { ...known, ...change } : known)),
    );
  }

  async #announceTyping() {
    try {
      await this.#connection.send(this.#destination, {}, { event: TYPING, ephemeral: 'true' });
    } catch {
      // Nobody misses a hint that somebody types.
    }
  }
}
