import { AsyncLocalStorage } from "node:async_hooks";

/** What better-auth's hooks need to know of the request that they run in, and what went wrong in it. */
export interface RequestScope {
  /** The visitor's address after trusted proxies; null when unknown. */
  readonly address: string | null;
  readonly requestId: string;
  readonly userAgent: string | null;
  /** The error behind an answer that better-auth makes of it; it would hide a store that is away. */
  failure: unknown;
}

export interface RequestScopes {
  run<T>(scope: RequestScope, fn: () => Promise<T>): Promise<T>;
  current(): RequestScope | undefined;
  /** Remembers the first failure of the current request. */
  noteFailure(error: unknown): void;
}

export function createRequestScopes(): RequestScopes {
  const storage = new AsyncLocalStorage<RequestScope>();
  return {
    run: (scope, fn) => storage.run(scope, fn),
    current: () => storage.getStore(),
    noteFailure(error) {
      const scope = storage.getStore();
      if (scope !== undefined) scope.failure ??= error;
    },
  };
}
