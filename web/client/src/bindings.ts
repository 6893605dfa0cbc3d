/** The bindings that anybody in the page wants, each for as long as somebody wants it. */

export class BindingSet {
  readonly #wanted = new Map<string, number>();

  get all(): string[] {
    return [...this.#wanted.keys()];
  }

  has(binding: string): boolean {
    return this.#wanted.has(binding);
  }

  /** @returns those that nobody wanted before. */
  add(bindings: readonly string[]): string[] {
    return [...new Set(bindings)].filter((binding) => {
      const users = this.#wanted.get(binding) ?? 0;
      this.#wanted.set(binding, users + 1);
      return users === 0;
    });
  }

  /** @returns those that nobody wants any more. */
  remove(bindings: readonly string[]): string[] {
    return [...new Set(bindings)].filter((binding) => {
      const users = this.#wanted.get(binding);
      if (users === undefined) return false;
      if (users > 1) this.#wanted.set(binding, users - 1);
      else this.#wanted.delete(binding);
      return users === 1;
    });
  }

  /** The gateway does not give it: nobody has it. */
  refuse(binding: string): void {
    this.#wanted.delete(binding);
  }
}
