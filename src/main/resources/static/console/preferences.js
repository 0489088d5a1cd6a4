import { call } from './rest.js';
import { createStore } from './store.js';

const PATH = '/api/preferences';

/**
 * @typedef {'enabled' | 'disabled' | 'inherit'} Setting
 * @typedef {{policyType: string, channelType: string, policySetting: Setting,
 *     effective?: string, source?: string}} Preference
 *
 * @typedef {object} PreferenceSheet
 * @property {'loading' | 'ready' | 'failed'} kind
 * @property {Preference[]} preferences
 * @property {string[]} changed cells that just changed elsewhere, as {@link cellOf} names them
 * @property {string} problem
 */

/** A user's preferences, the same in every tab. */
export class Preferences {
  #token;
  #signal;
  #own = new Set();
  #turn = 0;

  /** @type {import('./store.js').Store<PreferenceSheet>} */
  sheet = createStore({ kind: 'loading', preferences: [], changed: [], problem: '' });

  /** @param {string} token */
  constructor(token) {
    this.#token = token;
  }

  /**
   * @param {import('./connection.js').Connection} connection
   * @param {AbortSignal} signal
   */
  follow(connection, signal) {
    this.#signal = signal;
    connection.subscribe(
      {
        destination: '/user/queue/preferences',
        onMessage: (frame) => this.#changed(JSON.parse(frame.body).changes ?? []),
        onJoined: () => this.#load([]),
      },
      signal,
    );
  }

  /**
   * Shows the choice at once; the service has the last word.
   *
   * @param {string} policyType
   * @param {string} channelType
   * @param {Setting} policySetting
   * @throws {import('./refusal.js').Refusal} after the sheet shows the old setting again
   */
  async choose(policyType, channelType, policySetting) {
    const change = { policyType, channelType, policySetting };
    const before = this.sheet.getSnapshot().preferences;
    this.#turn += 1;
    this.#own.add(cellOf(change));
    this.#merge([change], []);
    try {
      await call('PUT', PATH, { token: this.#token, body: change, signal: this.#signal });
    } catch (refusal) {
      this.#own.delete(cellOf(change));
      this.sheet.update((sheet) => ({ ...sheet, preferences: before, changed: [] }));
      throw refusal;
    }
    await this.#load([]);
  }

  /** The news names the cells; what they mean for other cells only the service knows. */
  async #changed(changes) {
    const elsewhere = changes.map(cellOf).filter((cell) => !this.#own.delete(cell));
    if (elsewhere.length === 0) return;
    this.#merge(changes, elsewhere);
    await this.#load(elsewhere);
  }

  #merge(changes, changed) {
    const settings = new Map(changes.map((change) => [cellOf(change), change.policySetting]));
    this.sheet.update((sheet) => ({
      ...sheet,
      changed,
      preferences: sheet.preferences.map((known) => {
        const policySetting = settings.get(cellOf(known));
        return policySetting ? { ...known, policySetting } : known;
      }),
    }));
  }

  /** An answer that something newer has overtaken is dropped. */
  async #load(changed) {
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const { preferences } = await call('GET', PATH, { token: this.#token, signal: this.#signal });
      if (turn !== this.#turn) return;
      this.sheet.update(() => ({ kind: 'ready', preferences, changed, problem: '' }));
    } catch (failure) {
      if (this.#signal.aborted || turn !== this.#turn) return;
      const problem = failure.message;
      this.sheet.update((sheet) => ({ ...sheet, kind: 'failed', problem, changed: [] }));
    }
  }
}

/** @param {{policyType: string, channelType: string}} preference */
export function cellOf({ policyType, channelType }) {
  return `${policyType}/${channelType}`;
}
