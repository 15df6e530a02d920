import type { VaultPin, VaultPins } from "./pins.ts";

/** What is needed of a browser's IndexedDB. */
interface IdbRequest {
  result: unknown;
  error: unknown;
  onsuccess: (() => void) | null;
  onerror: (() => void) | null;
}
interface IdbStore {
  get(key: string): IdbRequest;
  put(value: unknown, key: string): IdbRequest;
}
interface IdbTransaction {
  objectStore(name: string): IdbStore;
  oncomplete: (() => void) | null;
  onerror: (() => void) | null;
  onabort: (() => void) | null;
  error: unknown;
}
interface IdbDatabase {
  createObjectStore(name: string): unknown;
  transaction(name: string, mode: "readonly" | "readwrite"): IdbTransaction;
}
interface IdbOpenRequest extends IdbRequest {
  onupgradeneeded: (() => void) | null;
}
export interface IdbFactory {
  open(name: string, version: number): IdbOpenRequest;
}

const databaseName = "homeport-vault-pins";
const storeName = "pins";

/** Pins in a browser; `factory` is its `indexedDB`. They go when the site's data is cleared. */
export function indexedDbPins(factory: IdbFactory): VaultPins {
  let opened: Promise<IdbDatabase> | null = null;
  const open = () => {
    opened ??= openDatabase(factory);
    return opened;
  };
  return {
    async read(vaultId) {
      const store = (await open()).transaction(storeName, "readonly").objectStore(storeName);
      const found = await settled(store.get(vaultId));
      return found === undefined ? null : (found as VaultPin);
    },
    async write(vaultId, pin) {
      const transaction = (await open()).transaction(storeName, "readwrite");
      transaction.objectStore(storeName).put(pin, vaultId);
      await completed(transaction);
    },
  };
}

async function openDatabase(factory: IdbFactory): Promise<IdbDatabase> {
  const request = factory.open(databaseName, 1);
  request.onupgradeneeded = () => void (request.result as IdbDatabase).createObjectStore(storeName);
  return (await settled(request)) as IdbDatabase;
}

function settled(request: IdbRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(transaction: IdbTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}
