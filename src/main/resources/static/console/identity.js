import { call } from '/client/rest.js';
import { Refusal } from '/client/refusal.js';

/** Thrown where the service does not give out tokens itself. */
export class TokenNeeded extends Error {}

/**
 * Signs in under a name, as the profile dev allows.
 *
 * @param {string} name as the visitor wrote it
 * @returns {Promise<import('./types.js').Identity>}
 * @throws {TokenNeeded} outside the profile dev
 * @throws {Refusal}
 */
export async function signInAs(name) {
  const user = idOf(name);
  try {
    const { token } = await call('POST', '/api/dev/tokens', { body: { user, name } });
    return { user, name, token, pasted: false };
  } catch (refusal) {
    if (refusal.status === 401 || refusal.status === 404) throw new TokenNeeded();
    throw refusal;
  }
}

/**
 * Takes the user from a token. The service verifies it; the page only reads whom it names.
 *
 * @param {string} token
 * @returns {import('./types.js').Identity}
 * @throws {Refusal} if it is not a JWT with a subject
 */
export function readToken(token) {
  const claims = claimsOf(token);
  if (typeof claims?.sub !== 'string') {
    throw new Refusal('UNAUTHENTICATED', 'This is not a JWT that names a user.');
  }
  return { user: claims.sub, name: String(claims.name ?? claims.sub), token, pasted: true };
}

/**
 * @param {string} name
 * @returns {string} a user id that reads like the name: `Zoë Lee` becomes `zoe-lee`
 */
export function idOf(name) {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const id = plain.replace(/[^a-z0-9._~@|+=-]+/g, '-').replace(/^-+|-+$/g, '');
  return id || `guest-${crypto.randomUUID().slice(0, 8)}`;
}

function claimsOf(token) {
  try {
    const payload = token.split('.')[1].replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
