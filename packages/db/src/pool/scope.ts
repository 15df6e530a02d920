import { AsyncLocalStorage } from "node:async_hooks";

interface OpenTransaction {
  open: boolean;
}

/** Which call chains are inside a transaction. One instance a database. */
export interface TransactionScope {
  /** Runs `fn` as the inside of a transaction. */
  run<T>(fn: () => Promise<T>): Promise<T>;
  /** Whether the caller is inside one that has not ended. */
  isInside(): boolean;
}

/**
 * A call chain that holds a permit and asks for a second one can deadlock the whole pool, so it is
 * refused. What a transaction merely started and left running (a timer, an announcement) is free again
 * once that transaction has ended.
 */
export function createTransactionScope(): TransactionScope {
  const storage = new AsyncLocalStorage<OpenTransaction>();
  return {
    async run(fn) {
      const transaction: OpenTransaction = { open: true };
      try {
        return await storage.run(transaction, fn);
      } finally {
        transaction.open = false;
      }
    },
    isInside: () => storage.getStore()?.open === true,
  };
}
