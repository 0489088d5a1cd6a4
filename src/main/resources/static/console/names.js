import { createStore } from '/client/store.js';

/** The names of people seen so far; a message carries only its sender's id. */
export class Names {
  /** @type {import('/client/store.js').Store<Map<string, string>>} by user id */
  known;

  /** @param {import('./types.js').Identity} me */
  constructor(me) {
    this.known = createStore(new Map([[me.user, me.name]]));
  }

  /** @param {import('./people.js').Person[]} people */
  learn(people) {
    this.known.update((known) => {
      const news = people.filter(({ user, name }) => known.get(user) !== name);
      return news.length === 0
        ? known
        : new Map([...known, ...news.map(({ user, name }) => [user, name])]);
    });
  }

  /**
   * @param {string} user
   * @returns {string} the id itself while the name is unknown
   */
  of(user) {
    return this.known.getSnapshot().get(user) ?? (user || 'service');
  }
}
