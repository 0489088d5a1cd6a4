/** The longest wait before each attempt, in milliseconds; the last one holds from then on. */
const CEILINGS = [1, 2, 4, 8, 16, 30].map((seconds) => seconds * 1000);

/**
 * How long to wait before connecting again: a random part of a growing ceiling, so that clients
 * cut off together do not come back together.
 *
 * @param {number} attempt from 1
 * @param {() => number} [random] in [0, 1)
 * @returns {number} milliseconds, at most 30,000
 */
export function delayBefore(attempt, random = Math.random) {
  const ceiling = CEILINGS[Math.min(attempt, CEILINGS.length) - 1];
  return Math.round(random() * ceiling);
}
