/**
 * Builds an element. Text is always set as text, so nothing a user wrote becomes markup.
 *
 * @param {string} tag
 * @param {Record<string, string | boolean | undefined>} [attributes] false and undefined are left out
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} id of an element that the page has
 * @returns {any}
 */
export function byId(id) {
  return document.getElementById(id);
}
