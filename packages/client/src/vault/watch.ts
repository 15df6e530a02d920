import { VaultClientError } from "./error.ts";
import { readCount, readFields } from "./read-answer.ts";
import { readEventStream, type VaultStreamEvent } from "./read-events.ts";
import { type Transport, wait } from "./transport.ts";

/** After so many streams in a row that brought nothing, the vault is asked from time to time instead. */
const mostFailures = 3;
const firstPollMs = 2_000;
const mostPollMs = 30_000;

/**
 * What happens to a vault from now on, or after an event, until the signal aborts. A stream that ends is taken up where it
 * was left; where streams do not get through, the vault is asked every 2 to 30 s, and what it brings then is one event of
 * type `poll` with the newest place. Throws what the server refuses for good.
 */
export async function* watchVault(
  transport: Transport,
  vaultId: string,
  { after, signal }: { readonly after?: number | undefined; readonly signal: AbortSignal },
): AsyncGenerator<VaultStreamEvent, void> {
  let seq = after ?? null;
  let failures = 0;
  while (!signal.aborted && failures < mostFailures) {
    try {
      for await (const event of openStream(transport, vaultId, seq, signal)) {
        failures = 0;
        seq = event.seq;
        yield event;
      }
      failures += 1;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof VaultClientError && !error.retryable) throw error;
      failures += 1;
    }
    await wait(100 * 2 ** failures, signal);
  }
  yield* pollVault(transport, vaultId, seq, signal);
}

async function* openStream(
  transport: Transport,
  vaultId: string,
  seq: number | null,
  signal: AbortSignal,
): AsyncGenerator<VaultStreamEvent, void> {
  const response = await transport.send({
    ...{ method: "GET", path: `/${vaultId}/events`, vaultId, by: "session", signal },
    ...(seq === null ? {} : { headers: { "last-event-id": String(seq) } }),
  });
  if (response.body !== null) yield* readEventStream(response.body);
}

async function* pollVault(
  transport: Transport,
  vaultId: string,
  from: number | null,
  signal: AbortSignal,
): AsyncGenerator<VaultStreamEvent, void> {
  let seq = from;
  let delayMs = firstPollMs;
  while (!signal.aborted) {
    const answer = await transport.sendJson({
      ...{ method: "GET", path: `/${vaultId}`, vaultId, by: "session", signal },
    });
    const newest = readCount(readFields(answer), "eventSeq");
    if (newest === seq) {
      delayMs = Math.min(mostPollMs, delayMs * 1.5);
    } else {
      delayMs = firstPollMs;
      if (seq !== null) yield { seq: newest, type: "poll", data: {} };
      seq = newest;
    }
    await wait(delayMs, signal);
  }
}
