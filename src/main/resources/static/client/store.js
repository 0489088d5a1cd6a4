/**
 * A value that changes and can be watched.
 *
 * @template T
 * @typedef {object} Store
 * @property {() => T} getSnapshot the value now; the same object until it changes
 * @property {(listener: () => void) => () => void} subscribe calls back after each change, until
 *     the returned function is called
 * @property {(change: (value: T) => T) => void} update replaces the value; returning the same
 *     object changes nothing
 */

/**
 * @template T
 * @param {T} initial
 * @returns {Store<T>}
 */
export function createStore(initial) {
  let value = initial;
  const listeners = new Set();
  return {
    getSnapshot: () => value,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update(change) {
      const next = change(value);
      if (next === value) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
  };
}

/**
 * Renders the value now and after each change.
 *
 * @template T
 * @param {Pick<Store<T>, 'getSnapshot' | 'subscribe'>} store
 * @param {(value: T) => void} render
 * @param {AbortSignal} [signal] ends the watching
 */
export function watch(store, render, signal) {
  if (signal?.aborted) return;
  render(store.getSnapshot());
  const stop = store.subscribe(() => render(store.getSnapshot()));
  signal?.addEventListener('abort', stop, { once: true });
}
