import { Refusal } from './refusal.js';

/**
 * A call that speaks JSON.
 *
 * @param {string} method
 * @param {string} path
 * @param {{token?: string, body?: unknown, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the answer's body
 * @throws {Refusal} with the service's code, or UNAVAILABLE when there is no answer
 */
export async function call(method, path, { token, body, signal } = {}) {
  const headers = { Accept: 'application/json' };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await answer(path, { method, headers, body: JSON.stringify(body), signal });
  const text = await response.text();
  if (response.ok) return text ? JSON.parse(text) : undefined;
  throw refusalOf(response.status, text);
}

function refusalOf(status, text) {
  const refusal = Refusal.read(text, new Refusal('UNKNOWN', `The service answered ${status}.`));
  refusal.status = status;
  return refusal;
}

async function answer(path, request) {
  try {
    return await fetch(path, request);
  } catch (failure) {
    if (request.signal?.aborted) throw failure;
    throw new Refusal('UNAVAILABLE', 'No answer; is the service running?', { temporary: true });
  }
}
