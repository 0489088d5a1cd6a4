import { applyPresence, peopleIn } from './people.js';
import { createStore } from '/client/store.js';

/**
 * @typedef {object} Company
 * @property {'waiting' | 'listed' | 'counted' | 'hidden'} kind hidden: the channel has no presence
 * @property {import('./people.js').Person[]} people
 * @property {number} count
 */

/** Who is on one channel, and how I show myself there. */
export class Presence {
  #connection;
  #channel;
  #metas = {};
  #status;

  /** @type {import('/client/store.js').Store<Company>} */
  company = createStore({ kind: 'waiting', people: [], count: 0 });

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {string} channel
   * @param {import('./people.js').Status} status mine, to begin with
   */
  constructor(connection, channel, status) {
    this.#connection = connection;
    this.#channel = channel;
    this.#status = status;
  }

  /** My first meta, to be sent with the SUBSCRIBE to the channel itself. */
  header() {
    return { presence: JSON.stringify({ status: this.#status }) };
  }

  /** @param {AbortSignal} signal */
  join(signal) {
    this.#connection.subscribe(
      {
        destination: `/topic/${this.#channel}/presence`,
        onMessage: (frame) => this.#receive(JSON.parse(frame.body)),
        onRefused: () => this.company.update(() => ({ kind: 'hidden', people: [], count: 0 })),
      },
      signal,
    );
  }

  /**
   * @param {import('./people.js').Status} status
   * @returns {Promise<void>}
   * @throws {import('/client/refusal.js').Refusal}
   */
  async show(status) {
    this.#status = status;
    await this.#connection.send(`/app/channels/${this.#channel}/presence`, { status, data: {} });
  }

  #receive(message) {
    if (typeof message.count === 'number') {
      this.company.update(() => ({ kind: 'counted', people: [], count: message.count }));
      return;
    }
    this.#metas = applyPresence(this.#metas, message);
    const people = peopleIn(this.#metas);
    this.company.update(() => ({ kind: 'listed', people, count: people.length }));
  }
}
