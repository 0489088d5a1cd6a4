/** What the service, or the way to it, refused. The code is stable; the detail is for people. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {string} detail
   * @param {{temporary?: boolean, destination?: string, receiptId?: string}} [more]
   */
  constructor(code, detail, more = {}) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
    this.temporary = more.temporary ?? false;
    this.destination = more.destination;
    this.receiptId = more.receiptId;
    /** @type {number | undefined} of the HTTP answer, if there was one */
    this.status = undefined;
  }

  /**
   * Reads a problem answer; anything else becomes the fallback.
   *
   * @param {string} body
   * @param {Refusal} fallback
   * @returns {Refusal}
   */
  static read(body, fallback) {
    try {
      const problem = JSON.parse(body);
      if (typeof problem?.code !== 'string') return fallback;
      return new Refusal(problem.code, sentence(problem), {
        temporary: problem.temporary === true,
        destination: problem.destination,
        receiptId: problem['receipt-id'],
      });
    } catch {
      return fallback;
    }
  }
}

const TITLES = {
  BAD_DESTINATION: 'There is no such channel',
  CONNECTION_LOST: 'The connection was lost',
  FORBIDDEN: 'That is not allowed here',
  INVALID_VALUE: 'That value does not fit',
  LIMIT_EXCEEDED: 'A little slower, please',
  NOT_PROCESSABLE: 'That cannot be done',
  NOT_FOUND: 'Nothing is there',
  NOT_SUPPORTED: 'This is switched off here',
  TOKEN_EXPIRED: 'Your token has expired',
  TOO_LARGE: 'That is too long',
  UNAUTHENTICATED: 'You are not signed in',
  UNAVAILABLE: 'The service does not answer right now',
};

/**
 * @param {Refusal} refusal
 * @returns {string} a few words that a visitor understands
 */
export function titleOf(refusal) {
  return TITLES[refusal.code] ?? 'That did not work';
}

function sentence(problem) {
  const fields = Array.isArray(problem.errors) ? problem.errors : [];
  const details = fields.map(({ field, detail }) => `${field}: ${detail}`);
  return [problem.detail, ...details].filter(Boolean).join(' ');
}
