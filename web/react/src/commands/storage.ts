/** Where commands wait so that a closed page does not lose them. */

import type { QueuedCommand } from "./command.js";

export interface CommandStorage {
  /** In the order in which they were made. */
  load(): Promise<QueuedCommand[]>;
  put(command: QueuedCommand): Promise<void>;
  remove(operationId: string): Promise<void>;
}

/** For tests, and where there is no IndexedDB: what waits is lost with the page. */
export class MemoryStorage implements CommandStorage {
  readonly #commands = new Map<string, QueuedCommand>();

  load(): Promise<QueuedCommand[]> {
    return Promise.resolve([...this.#commands.values()]);
  }

  put(command: QueuedCommand): Promise<void> {
    this.#commands.set(command.operationId, structuredClone(command));
    return Promise.resolve();
  }

  remove(operationId: string): Promise<void> {
    this.#commands.delete(operationId);
    return Promise.resolve();
  }
}

const STORE = "commands";

/** IndexedDB, one database for each account: nobody sends what another person of the same computer has left. */
export class IndexedDbStorage implements CommandStorage {
  readonly #name: string;
  #database: Promise<IDBDatabase> | null = null;

  constructor(account: string) {
    this.#name = `freightwire/${account}`;
  }

  async load(): Promise<QueuedCommand[]> {
    const commands = (await this.#run("readonly", (store) => store.getAll())) as QueuedCommand[];
    return commands.sort((one, other) => one.createdAt - other.createdAt);
  }

  async put(command: QueuedCommand): Promise<void> {
    await this.#run("readwrite", (store) => store.put(command));
  }

  async remove(operationId: string): Promise<void> {
    await this.#run("readwrite", (store) => store.delete(operationId));
  }

  async #run(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    const database = await (this.#database ??= this.#open());
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      // Only a completed transaction is on the disk.
      transaction.oncomplete = () => {
        resolve(request.result);
      };
      transaction.onerror = transaction.onabort = () => {
        reject(transaction.error ?? new Error("the transaction was aborted"));
      };
    });
  }

  #open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(STORE, { keyPath: "operationId" });
      };
      request.onsuccess = () => {
        const database = request.result;
        database.onclose = database.onversionchange = () => {
          database.close();
          this.#database = null;
        };
        resolve(database);
      };
      request.onerror = () => {
        this.#database = null;
        reject(request.error ?? new Error("IndexedDB cannot be opened"));
      };
    });
  }
}
