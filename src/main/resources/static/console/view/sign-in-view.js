import { byId } from '../dom.js';
import { readToken, signInAs, TokenNeeded } from '../identity.js';
import { isChannel } from '../channel-name.js';

/**
 * Asks who is there and where to go. Where the service gives no tokens, asks for one.
 *
 * @param {(identity: import('../types.js').Identity, channel: string) => void} onSignedIn
 */
export function showSignIn(onSignedIn) {
  const form = byId('sign-in');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button');
    button.disabled = true;
    complain('');
    try {
      const channel = channelIn(form);
      onSignedIn(await identify(form), channel);
    } catch (problem) {
      if (problem instanceof TokenNeeded) askForToken();
      else complain(problem.message);
    } finally {
      button.disabled = false;
    }
  });
}

function channelIn(form) {
  const channel = form.elements.channel.value.trim();
  if (!isChannel(channel)) throw new Error('Name a channel like chat:lobby.');
  return channel;
}

async function identify(form) {
  if (!byId('token-field').hidden) return readToken(form.elements.token.value.trim());
  const name = form.elements.name.value.trim();
  if (!name) throw new Error('Tell the others your name.');
  return signInAs(name);
}

function askForToken() {
  byId('name-field').hidden = true;
  byId('token-field').hidden = false;
  byId('token').focus();
}

/** @param {string} sentence */
export function complain(sentence) {
  byId('sign-in-problem').textContent = sentence;
}
