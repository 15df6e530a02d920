import type { AppRouter } from "@homeport/api";
import { httpSubscriptionLink, TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { EventSource } from "eventsource";
import superjson from "superjson";
import { readError } from "./error.ts";

export interface StreamLinkOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
}

/** What a balancer or a replica says while nobody serves: the next try may land elsewhere. */
const passingStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Subscriptions, over server-sent events. A platform's own EventSource sends no headers and Node has none, so all
 * have the same one, over fetch. It asks again by itself when a stream breaks or a replica drains; it ends with a
 * refusal, which a plain EventSource would not tell.
 */
export function streamLink({ url, headers, fetch }: StreamLinkOptions): TRPCLink<AppRouter> {
  return (runtime) => (called) =>
    observable((observer) => {
      let refusal: TRPCClientError<AppRouter> | null = null;
      const link = httpSubscriptionLink<AppRouter, typeof EventSource>({
        url: url.href,
        transformer: superjson,
        EventSource,
        eventSourceOptions: {
          async fetch(input, init) {
            const sent = { ...init, headers: { ...init.headers, ...headers } };
            const answer = await fetch(input, sent);
            if (answer.ok) return answer;
            const told = await readRefusal(answer);
            // Thrown here it counts as no answer, after which the stream is asked for again.
            if (passingStatuses.has(answer.status) && readError(told).retryable) throw told;
            refusal = told;
            return answer;
          },
        },
      });
      return link(runtime)(called).subscribe({
        next: (value) => observer.next(value),
        error: (error) => observer.error(refusal ?? error),
        complete: () => observer.complete(),
      });
    });
}

/** The error in an answer that is no stream; without one, what little its status says. */
async function readRefusal(answer: Response): Promise<TRPCClientError<AppRouter>> {
  const told: unknown = await answer.json().catch(() => null);
  const sealed = typeof told === "object" && told !== null && "error" in told ? told.error : null;
  if (!isSealed(sealed)) return new TRPCClientError(`The answer was ${answer.status}.`);
  return TRPCClientError.from({ error: superjson.deserialize(sealed) });
}

function isSealed(value: unknown): value is Parameters<typeof superjson.deserialize>[0] {
  return typeof value === "object" && value !== null && "json" in value;
}
