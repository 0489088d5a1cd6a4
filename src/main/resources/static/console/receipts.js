/** Frames on their way, each waiting for its RECEIPT or its refusal. */
export class Receipts {
  #pending = new Map();
  #count = 0;

  /** @returns {{id: string, answered: Promise<import('./types.js').Frame>}} */
  open() {
    this.#count += 1;
    const id = `r-${this.#count}`;
    const answered = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    return { id, answered };
  }

  /** @param {import('./types.js').Frame} frame the RECEIPT */
  settle(frame) {
    this.#take(frame.headers['receipt-id'])?.resolve(frame);
  }

  /**
   * @param {import('/client/refusal.js').Refusal} refusal
   * @returns {boolean} whether somebody waited for it
   */
  refuse(refusal) {
    const waiting = this.#take(refusal.receiptId);
    waiting?.reject(refusal);
    return waiting !== undefined;
  }

  /** @param {import('/client/refusal.js').Refusal} refusal given to all that wait */
  refuseAll(refusal) {
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(refusal);
  }

  #take(id) {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    return waiting;
  }
}
