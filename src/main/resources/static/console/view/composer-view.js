import { byId } from '../dom.js';

/**
 * The line one writes on.
 *
 * @param {import('../chat.js').Chat} chat
 * @param {AbortSignal} signal
 */
export function bindComposer(chat, signal) {
  const form = byId('composer');
  const input = byId('text');
  const onSubmit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    input.value = '';
    chat.say(text);
    byId('scroll').scrollTop = byId('scroll').scrollHeight;
  };
  form.addEventListener('submit', onSubmit, { signal });
  input.addEventListener('input', () => input.value && chat.typing.said(), { signal });
}
