/** The last few ids, to recognise what comes again. */

export class RecentIds {
  readonly #ids = new Set<string>();
  readonly #limit: number;

  constructor(limit = 1000) {
    this.#limit = limit;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Remember an id; false where it was there already. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#limit) {
      const { value } = this.#ids.values().next();
      if (value !== undefined) this.#ids.delete(value);
    }
    return true;
  }
}
