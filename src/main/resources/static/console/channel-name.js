const GRAMMAR = /^[a-z][a-z0-9-]{0,31}(:[A-Za-z0-9._~@|+=-]{1,128})?$/;

/**
 * @param {string} text
 * @returns {boolean} whether a channel may have this name
 */
export function isChannel(text) {
  return GRAMMAR.test(text);
}
