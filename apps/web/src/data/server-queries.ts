import "server-only";
import type { AppRouter, CallFailure } from "@homeport/api";
import { dehydrate, type QueryClient } from "@tanstack/react-query";
import { createTRPCClient, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";

import { cache } from "react";
import { readHandle } from "../server/handle.ts";
import { createQueryClient } from "./query-client.ts";
import { requestHeaders } from "./request.ts";

/**
 * The queries of one page on the server: the same keys as in the browser, answered in this process by the
 * handle, so that the first paint has its data and the browser does not ask again.
 */
export const serverQueries = cache(async () => {
  const headers = await requestHeaders();
  const queryClient = createQueryClient();
  const client = createTRPCClient<AppRouter>({ links: [handleLink(headers)] });
  return { queryClient, trpc: createTRPCOptionsProxy<AppRouter>({ client, queryClient }) };
});

/** Freezes the answered queries for the browser. Failed ones are left out; the browser asks them again. */
export function freeze(queryClient: QueryClient) {
  return dehydrate(queryClient);
}

function handleLink(headers: Headers): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        readHandle()
          .call(op.path, op.input, headers)
          .then((outcome) => {
            if (outcome.ok) {
              observer.next({ result: { type: "data", data: outcome.data } });
              observer.complete();
            } else {
              observer.error(clientError(outcome.failure));
            }
          })
          .catch((cause: unknown) => observer.error(TRPCClientError.from(toError(cause))));
      });
}

function clientError(failure: CallFailure): TRPCClientError<AppRouter> {
  const { message, ...data } = failure;
  const error = new TRPCClientError<AppRouter>(message);
  return Object.assign(error, { data });
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
