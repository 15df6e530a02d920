"use client";

import type { AppRouter } from "@homeport/api";
import { QueryClientProvider } from "@tanstack/react-query";
import {
  createTRPCClient,
  httpBatchLink,
  httpBatchStreamLink,
  httpSubscriptionLink,
  splitLink,
} from "@trpc/client";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { mounts, paths } from "../paths.ts";
import { StepUpProvider } from "../step-up/step-up-provider.tsx";
import { createQueryClient } from "./query-client.ts";
import { TRPCProvider } from "./trpc.ts";

/** A question about a draft carries its rules, up to 200 of them; the server takes heads of 64 KiB. */
const maxURLLength = 48_000;
/** More in one batch the server refuses. */
const maxItems = 50;

/** What answers piece by piece. Everything else comes whole, so that its answer may set a cookie. */
const streamed: ReadonlySet<string> = new Set(["hosts.check"]);

/** Queries and changes of the browser: one cache a tab, one batch a tick. */
export function DataProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(() => createQueryClient({ onSignedOut: goToSignIn }));
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: ({ type }) => type === "subscription",
          true: httpSubscriptionLink({ url: mounts.trpc, transformer: superjson }),
          false: splitLink({
            condition: ({ path }) => streamed.has(path),
            true: httpBatchStreamLink({ url: mounts.trpc, transformer: superjson, maxItems }),
            false: httpBatchLink({
              url: mounts.trpc,
              transformer: superjson,
              maxURLLength,
              maxItems,
            }),
          }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        <StepUpProvider>{children}</StepUpProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function goToSignIn() {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(paths.signIn(here));
}
