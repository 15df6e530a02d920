import { QueryCache, QueryClient } from "@tanstack/react-query";
import { errorKind, readFailure } from "./failure.ts";

/** A page that was just rendered on the server is not fetched again at once. */
const freshForMs = 10_000;
const mostRetries = 2;

export interface QueryClientOptions {
  /** Called when an answer says that nobody is signed in any more. */
  onSignedOut?: () => void;
}

/** Queries are retried only where the error says that another try may help; changes never are. */
export function createQueryClient({ onSignedOut }: QueryClientOptions = {}): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        if (errorKind(error) === "UNAUTHORIZED") {
          onSignedOut?.();
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: freshForMs,
        retry: (count, error) => count < mostRetries && readFailure(error).retryable,
        retryDelay: (count, error) => readFailure(error).retryAfterMs ?? 500 * 2 ** count,
      },
      mutations: { retry: false },
    },
  });
}
