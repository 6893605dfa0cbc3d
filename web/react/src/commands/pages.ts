/** Which pages of this account are alive, so that commands of one that is gone can be taken over by another. */

export interface Pages {
  /** This page's name. */
  readonly own: string;
  /** This page counts as alive from now on, until it is closed or gone. */
  open(): void;
  close(): void;
  isAlive(page: string): Promise<boolean>;
}

/** By Web Locks, which the browser releases with the page. Without them every other page counts as gone. */
export class BrowserPages implements Pages {
  readonly own: string;
  readonly #account: string;
  #release: () => void = () => undefined;

  constructor(own: string, account: string) {
    this.own = own;
    this.#account = account;
  }

  open(): void {
    this.#release();
    const until = new Promise<void>((resolve) => {
      this.#release = resolve;
    });
    locks()
      ?.request(this.#nameOf(this.own), () => until)
      .catch(() => undefined);
  }

  close(): void {
    this.#release();
  }

  async isAlive(page: string): Promise<boolean> {
    if (page === this.own) return true;
    const { held } = (await locks()?.query()) ?? {};
    return held?.some((lock) => lock.name === this.#nameOf(page)) ?? false;
  }

  #nameOf(page: string): string {
    return `freightwire/${this.#account}/${page}`;
  }
}

/** Absent outside of a page, and in one of an insecure origin. */
function locks(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : (navigator as { locks?: LockManager }).locks;
}
