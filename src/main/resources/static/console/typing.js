import { createStore } from '/client/store.js';

/** The event that says somebody types; delivered, never stored. */
export const TYPING = 'user:typing';

const SAID_EVERY = 2500;
const BELIEVED_FOR = 4000;

/** Who is writing at the moment. */
export class Typing {
  #announce;
  #saidAt = -Infinity;
  #timers = new Map();

  /** @type {import('/client/store.js').Store<string[]>} user ids */
  users = createStore([]);

  /** @param {() => void} announce tells the others */
  constructor(announce) {
    this.#announce = announce;
  }

  /** I type; the others are told now and then. */
  said() {
    const now = performance.now();
    if (now - this.#saidAt < SAID_EVERY) return;
    this.#saidAt = now;
    this.#announce();
  }

  /** @param {string} user */
  heard(user) {
    clearTimeout(this.#timers.get(user));
    this.#timers.set(user, setTimeout(() => this.finished(user), BELIEVED_FOR));
    this.users.update((users) => (users.includes(user) ? users : [...users, user]));
  }

  /** @param {string} user */
  finished(user) {
    clearTimeout(this.#timers.get(user));
    this.#timers.delete(user);
    this.users.update((users) => (users.includes(user) ? users.filter((u) => u !== user) : users));
  }

  /** My message is out, or I leave: the next letter is announced again. */
  stop() {
    this.#saidAt = -Infinity;
  }
}
