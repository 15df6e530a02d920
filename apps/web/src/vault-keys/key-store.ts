import type { DeviceKeyPair } from "@homeport/client/vault";

/** A device's key of this browser. Its private half cannot be read, not even by this page. */
export interface DeviceKey {
  /** `ed25519:<64 hex>`. */
  readonly id: string;
  readonly label: string;
  readonly createdAtMs: number;
  readonly pair: DeviceKeyPair;
}

const databaseName = "homeport-keys";
const storeName = "keys";

/** All keys of this browser, the oldest first. */
export async function readKeys(): Promise<DeviceKey[]> {
  const keys = await inStore<DeviceKey[]>("readonly", (store) => store.getAll());
  return keys.sort((a, b) => a.createdAtMs - b.createdAtMs);
}

/** Keeps a key, in place of the one with its id. */
export async function writeKey(key: DeviceKey): Promise<void> {
  await inStore("readwrite", (store) => store.put(key));
}

export async function deleteKey(id: string): Promise<void> {
  await inStore("readwrite", (store) => store.delete(id));
}

/** One request in a transaction of its own; settles once that is through. */
async function inStore<Result>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await openDatabase();
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(storeName, mode);
      const request = ask(transaction.objectStore(storeName));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(databaseName, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(storeName, { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
