import { Refusal } from './refusal.js';
import { call } from './rest.js';
import { createStore } from './store.js';

const PATH = '/api/push/subscriptions';

/** How long the service may take to hear that it is over, in ms. */
const FAREWELL = 5000;

/** How long the page asks whether the first push has arrived, in ms; a worker's news ends it. */
const WAITS = [1000, 2000, 4000, 8000, 15000, 30000];

/**
 * @typedef {'loading' | 'unsupported' | 'denied' | 'off' | 'pending' | 'active' | 'quarantined'
 *     | 'failed'} PushState `pending` until a push has come through, `quarantined` while the push
 *     service fails
 * @typedef {{kind: PushState, id?: string, problem: string}} PushStatus
 */

/**
 * Web push for the user of this page, in this browser.
 *
 * @param {{token: () => string, worker?: string}} options `token` is asked before each call;
 *     `worker` is the script of the service worker
 * @returns {PushNotificationManager}
 */
export function createPushNotificationManager({ token, worker = '/sw.js' }) {
  return new PushNotificationManager(token, worker);
}

class PushNotificationManager {
  #token;
  #worker;

  /** Whether it was made anew since the page was loaded, or the user asked; once must do. */
  #renewed = false;

  /** @type {import('./store.js').Store<PushStatus>} */
  status = createStore({ kind: 'loading', problem: '' });

  constructor(token, worker) {
    this.#token = token;
    this.#worker = worker;
  }

  /**
   * Finds out how things stand, and repairs what can be repaired without asking: a registration is
   * renewed, and one under a former key of the service is made anew. Call it at every load.
   *
   * @param {AbortSignal} [signal] ends the listening to the worker
   */
  async start(signal) {
    if (!isSupported()) return this.#set('unsupported');
    navigator.serviceWorker.addEventListener('message', (event) => this.#heard(event), { signal });
    await this.#attempt(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/');
      const subscription = await registration?.pushManager.getSubscription();
      if (!subscription) return this.#set(Notification.permission === 'denied' ? 'denied' : 'off');
      await this.#register(registration, subscription, signal);
    });
  }

  /**
   * Asks for permission and subscribes; only in answer to a click, as browsers demand.
   *
   * @throws {Refusal} PERMISSION_DENIED if the user said no, PUSH_UNAVAILABLE if the browser's push
   *     service does not answer, or what the service refused
   */
  async subscribe() {
    if (!isSupported()) throw new Refusal('NOT_SUPPORTED', 'This browser has no web push.');
    if ((await Notification.requestPermission()) !== 'granted') {
      this.#set('denied');
      throw new Refusal('PERMISSION_DENIED', 'The browser does not allow notifications here.');
    }
    this.#set('loading');
    this.#renewed = false;
    await this.#attempt(async () => {
      await navigator.serviceWorker.register(this.#worker, { scope: '/' });
      const registration = await navigator.serviceWorker.ready;
      await this.#register(registration, await this.#subscription(registration));
    }, true);
  }

  /**
   * Ends it on both sides. When the browser has ended it, nothing arrives any more; the service
   * hears of it at its next push, if it cannot be told now.
   */
  async unsubscribe() {
    if (!isSupported()) return;
    const { id } = this.status.getSnapshot();
    await this.#attempt(async () => {
      const told = id && this.#call('DELETE', `${PATH}/${id}`, undefined, FAREWELL).catch(() => {});
      const registration = await navigator.serviceWorker.getRegistration('/');
      const subscription = await registration?.pushManager.getSubscription();
      await subscription?.unsubscribe();
      registration?.active?.postMessage({ type: 'switchboard-push-forget' });
      await told;
      this.#set('off');
    }, true);
  }

  /**
   * Lets the service push something to see.
   *
   * @throws {Refusal} CONFLICT while it is not active
   */
  async test() {
    const { id } = this.status.getSnapshot();
    if (!id) throw new Refusal('CONFLICT', 'Notifications are off in this browser.');
    await this.#call('POST', `${PATH}/${id}/test`);
  }

  /** The browser's subscription under the service's key, made now if there is none, or `anew`. */
  async #subscription(registration, anew = false) {
    const { publicKey } = await this.#call('GET', '/api/push/vapid-public-key');
    const known = await registration.pushManager.getSubscription();
    if (known && !anew && keyOf(known) === publicKey) return known;
    await known?.unsubscribe();
    try {
      return await registration.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytesOf(publicKey),
      });
    } catch (failure) {
      throw new Refusal('PUSH_UNAVAILABLE', `The browser cannot subscribe: ${failure.message}`);
    }
  }

  /** Registers what the browser has, and makes it anew if it was made under a former key. */
  async #register(registration, subscription, signal) {
    const { id, state } = await this.#offer(subscription);
    if (isOver(state)) return this.#renew(registration, id, signal);
    this.#show(registration, id, state, signal);
  }

  /** Of one whose key the service has no longer, the answer is only good for its id. */
  async #offer(subscription) {
    try {
      return await this.#call('POST', PATH, describe(subscription));
    } catch (refusal) {
      if (refusal.code !== 'INVALID_VALUE') throw refusal;
      const { id } = await this.#call('POST', PATH, subscription.toJSON());
      return { id, state: 'resubscribe' };
    }
  }

  /** Subscribes again where nothing could arrive; the id stays, and what waits for it. */
  async #renew(registration, id, signal) {
    if (this.#renewed) {
      throw new Refusal('PUSH_UNAVAILABLE', 'The push service does not take our messages.');
    }
    this.#renewed = true;
    const fresh = await this.#subscription(registration, true);
    const { state } = await this.#call('PUT', `${PATH}/${id}`, describe(fresh));
    if (isOver(state)) return this.#renew(registration, id, signal);
    this.#show(registration, id, state, signal);
  }

  /** What the worker knows of another user's subscription is over with this one. */
  #show(registration, id, state, signal) {
    registration.active?.postMessage({ type: 'switchboard-push-forget', except: id });
    this.#set(state, id);
    if (state === 'pending') this.#await(registration, id, signal);
  }

  /** The worker tells when the first push has come; where it cannot, the service knows. */
  async #await(registration, id, signal) {
    for (const wait of WAITS) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      const now = this.status.getSnapshot();
      if (signal?.aborted || now.id !== id || now.kind !== 'pending') return;
      try {
        const { state } = await this.#call('GET', `${PATH}/${id}`);
        if (isOver(state)) {
          return this.#attempt(() => this.#renew(registration, id, signal));
        }
        if (state !== 'pending') return this.#set(state, id);
      } catch (refusal) {
        if (!refusal.temporary) return this.#set('failed', undefined, refusal.message);
      }
    }
  }

  #heard({ data }) {
    if (data?.type !== 'switchboard-push-active') return;
    if (data.id === this.status.getSnapshot().id) this.#set('active', data.id);
  }

  /** Shows a failure; tells it, too, to whoever clicked. */
  async #attempt(work, tell = false) {
    try {
      await work();
    } catch (failure) {
      this.#set('failed', this.status.getSnapshot().id, failure.message);
      if (tell) throw failure;
    }
  }

  #set(kind, id, problem = '') {
    this.status.update(() => ({ kind, id, problem }));
  }

  /** @param {number} [patience] how long it may take, in ms */
  #call(method, path, body, patience) {
    const signal = patience && AbortSignal.timeout(patience);
    return call(method, path, { token: this.#token(), body, signal });
  }
}

function isSupported() {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
}

/** Whether the browser has to subscribe again. */
function isOver(state) {
  return state === 'resubscribe' || state === 'expired';
}

/** What the service wants to know of a subscription. */
function describe(subscription) {
  return { ...subscription.toJSON(), applicationServerKey: keyOf(subscription) };
}

/** The key that a subscription was made under, as the service writes it. */
function keyOf(subscription) {
  const key = subscription.options?.applicationServerKey;
  if (!key) return undefined;
  return btoa(String.fromCharCode(...new Uint8Array(key)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function bytesOf(base64url) {
  const base64 = base64url.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
