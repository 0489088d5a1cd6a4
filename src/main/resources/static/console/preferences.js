import { call } from '/client/rest.js';
import { createStore } from '/client/store.js';

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

  /** @type {import('/client/store.js').Store<PreferenceSheet>} */
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
   * @throws {import('/client/refusal.js').Refusal} after the sheet shows the old setting again
   */
  async choose(policyType, channelType, policySetting) {
    const change = { policyType, channelType, policySetting };
    const before = this.sheet.getSnapshot().preferences;
    this.#own.add(cellOf(change));
    this.#merge([change], []);
    try {
      await this.#fetch('PUT', change, []);
    } catch (refusal) {
      this.#own.delete(cellOf(change));
      this.sheet.update((sheet) => ({ ...sheet, preferences: before, changed: [] }));
      throw refusal;
    }
  }

  /**
   * Why a message in that cell would come now, or would not.
   *
   * @param {string} policyType
   * @param {string} channelType
   * @returns {Promise<{verdict: string, detail: string, until?: string}>}
   */
  explain(policyType, channelType) {
    const query = new URLSearchParams({ policyType, channelType });
    return this.#read(`/explain?${query}`);
  }

  /** @returns {Promise<{at: string, source: string, sentence: string}[]>} the newest first */
  async history() {
    const { entries } = await this.#read('/history?limit=20');
    return entries;
  }

  #read(path) {
    return call('GET', PATH + path, { token: this.#token, signal: this.#signal });
  }

  /**
   * The news name the cells; what they mean for others only the service knows. One's own are
   * shown already, but an answer that overtook them may have hidden them again.
   */
  async #changed(changes) {
    const elsewhere = changes.filter((change) => !this.#own.delete(cellOf(change)));
    const cells = elsewhere.map(cellOf);
    if (cells.length > 0) this.#merge(elsewhere, cells);
    await this.#load(cells);
  }

  #merge(changes, changed) {
    const settings = new Map(changes.map((change) => [cellOf(change), change.policySetting]));
    this.sheet.update((sheet) => ({
      ...sheet,
      changed,
      preferences: sheet.preferences.map((known) => {
        const policySetting = settings.get(cellOf(known));
        return policySetting ? expected(known, policySetting) : known;
      }),
    }));
  }

  async #load(changed) {
    try {
      await this.#fetch('GET', undefined, changed);
    } catch ({ message: problem }) {
      this.sheet.update((sheet) => ({ ...sheet, kind: 'failed', problem, changed: [] }));
    }
  }

  /** Every answer is the whole sheet; one that something newer has overtaken is dropped. */
  async #fetch(method, body, changed) {
    this.#turn += 1;
    const turn = this.#turn;
    const isStale = () => this.#signal.aborted || turn !== this.#turn;
    try {
      const answer = await call(method, PATH, { token: this.#token, body, signal: this.#signal });
      if (isStale()) return;
      const { preferences } = answer;
      this.sheet.update(() => ({ kind: 'ready', preferences, changed, problem: '' }));
    } catch (failure) {
      if (method === 'GET' && isStale()) return;
      throw failure;
    }
  }
}

/** What the service will most likely say; a mute outweighs every choice. */
function expected(known, policySetting) {
  const isOpen = policySetting === 'inherit' || known.source === 'mute';
  return { ...known, policySetting, effective: isOpen ? known.effective : policySetting };
}

/** @param {{policyType: string, channelType: string}} preference */
export function cellOf({ policyType, channelType }) {
  return `${policyType}/${channelType}`;
}
