import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import type { ApiContext } from "./context/request.ts";
import { describeError } from "./error-map.ts";

/** Who may call a procedure: `anyone`, `signed-in`, members whose role grants this word, or operators who hold it. */
export interface ProcedureMeta {
  readonly who: string;
}

export const trpc = initTRPC
  .context<ApiContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    isDev: false,
    // A stream is asked for anew each minute, and so is who asks.
    sse: { maxDurationMs: 60_000, ping: { enabled: true, intervalMs: 10_000 } },
    errorFormatter: ({ shape, error, ctx }) => {
      const described = describeError(error, ctx?.requestId ?? null);
      return {
        ...shape,
        message: described.message,
        data: { ...shape.data, ...described.data },
      };
    },
  });
