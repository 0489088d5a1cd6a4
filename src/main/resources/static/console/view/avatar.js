import { element } from '../dom.js';

const TONES = 8;

/**
 * A coloured disc with initials; the colour belongs to the user, not to the name.
 *
 * @param {string} user
 * @param {string} name
 */
export function avatar(user, name) {
  return element(
    'span',
    { class: `avatar tone-${toneOf(user)}`, 'aria-hidden': 'true' },
    initialsOf(name),
  );
}

function toneOf(user) {
  let hash = 7;
  for (const letter of user) hash = (hash * 31 + letter.codePointAt(0)) >>> 0;
  return hash % TONES;
}

function initialsOf(name) {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((w) => [...w][0]) : [...name].slice(0, 2);
  return letters.join('').toUpperCase();
}
