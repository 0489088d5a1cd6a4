/*
 * The service worker: shows what is pushed, proves to the service that pushes arrive, opens what
 * was clicked, and subscribes again when the browser's endpoint changes. It has no token of the
 * user; what it sends is authorized by secrets that the service gave for this subscription alone.
 */
'use strict';

const SUBSCRIPTIONS = '/api/push/subscriptions';
const TRIES = [0, 1000, 4000];

/** How long the service may take to answer, in ms. */
const PATIENCE = 5000;

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => event.waitUntil(pushed(contentOf(event.data))));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.navigate));
});

self.addEventListener('pushsubscriptionchange', (event) =>
  event.waitUntil(renew(event.oldSubscription, event.newSubscription)),
);

self.addEventListener('message', (event) => {
  if (event.data?.type === 'switchboard-push-forget') event.waitUntil(forget(event.data.except));
});

/** What came, or something to show if it cannot be read: browsers demand a notification. */
function contentOf(data) {
  try {
    const { notification } = data.json();
    if (typeof notification?.title === 'string') return notification;
  } catch {
    // Shown as what it is: news that this worker does not understand.
  }
  return { title: 'Something is new', navigate: '/' };
}

/** Shows it whatever becomes of the token: browsers end a subscription whose pushes stay unseen. */
async function pushed(notification) {
  const activation = notification.data?.activation;
  const activated = activation && activate(activation).catch(() => {});
  if (!activation || !(await isInFront())) await show(notification);
  await activated;
}

/** The same message may come twice; its tag lets the second take the place of the first. */
function show({ title, body, tag, navigate, data, ...more }) {
  return self.registration.showNotification(title, {
    body,
    tag: tag ?? data?.id,
    icon: more.icon ?? '/favicon.svg',
    lang: more.lang,
    dir: more.dir,
    data: { ...data, activation: undefined, navigate },
  });
}

/** Sends the token back that came by push. */
async function activate({ subscription: id, token }) {
  const answer = await post(`${SUBSCRIPTIONS}/${encodeURIComponent(id)}/activation`, { token });
  if (!answer) return;
  const current = await self.registration.pushManager.getSubscription();
  await keep({ id, renewal: answer.renewal, key: current?.options.applicationServerKey });
  for (const page of await pages()) page.postMessage({ type: 'switchboard-push-active', id });
}

/** The browser has another endpoint; the service gets it without any page. */
async function renew(old, fresh) {
  const known = await recall();
  if (!known) return;
  const key = old?.options?.applicationServerKey ?? known.key;
  const subscription =
    fresh ??
    (await self.registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: key,
    }));
  await post(`${SUBSCRIPTIONS}/${encodeURIComponent(known.id)}/renewal`, {
    renewal: known.renewal,
    subscription: { ...subscription.toJSON(), applicationServerKey: keyOf(subscription) },
  });
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

/**
 * @returns {Promise<any>} the answer, undefined if the service refused or could not be reached; the
 *     next load of a page registers again then
 */
async function post(path, body) {
  for (const wait of TRIES) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.ok) return await response.json();
      if (response.status < 500 && response.status !== 429) return undefined;
    } catch {
      // Out of reach; tried again.
    }
  }
  return undefined;
}

/** Brings the page of that address to the front, or opens it. */
async function open(address) {
  const url = new URL(address ?? '/', self.location.origin);
  if (url.protocol !== 'https:' && url.origin !== self.location.origin) return;
  const shown = (await pages()).find((page) => page.url === url.href);
  await (shown ? shown.focus() : self.clients.openWindow(url.href));
}

async function isInFront() {
  return (await pages()).some((page) => page.focused);
}

function pages() {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true });
}

const KNOWN = 'subscription';

const keep = (value) => stored('readwrite', (store) => store.put(value, KNOWN));

const recall = () => stored('readonly', (store) => store.get(KNOWN));

/** @param {string} [except] the subscription to keep, if it is the one that is known */
const forget = (except) =>
  stored('readwrite', (store) => {
    const known = store.get(KNOWN);
    known.addEventListener('success', () => {
      if (known.result?.id !== except) store.delete(KNOWN);
    });
    return known;
  });

/** What this worker remembers of its subscription, in IndexedDB. */
async function stored(mode, work) {
  const database = await finished(opened());
  try {
    return await finished(work(database.transaction('known', mode).objectStore('known')));
  } finally {
    database.close();
  }
}

function opened() {
  const request = indexedDB.open('switchboard-push', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('known');
  return request;
}

function finished(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
