import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createDecoderPool } from "./decoder-pool.ts";
import { createDecoderEvents } from "./events.ts";

const metrics = createMetrics({ app: "test", version: "0" });
const events = createDecoderEvents({ log: silentLog, metrics });
const options = { clock: systemClock, events, decoders: 1 };

/** A pool whose only decoder for the larger renditions is lent until `end`. */
function openBusyPool() {
  const pool = createDecoderPool(options);
  const ended = Promise.withResolvers<void>();
  const first = pool.use("avif", new AbortController().signal, () => ended.promise);
  return {
    pool,
    async end() {
      ended.resolve();
      expect(await first).toBe(true);
      await pool[Symbol.asyncDispose]();
    },
  };
}

test("work that is let go of waits for no decoder any more, and whoever comes after it gets one", async () => {
  const { pool, end } = openBusyPool();
  const begun: string[] = [];
  const ask = (name: string, signal: AbortSignal) =>
    pool.use("ladder", signal, async () => void begun.push(name));
  const [cancelled, kept] = [new AbortController(), new AbortController()];
  const answers = [ask("cancelled", cancelled.signal), ask("kept", kept.signal)];
  cancelled.abort();
  expect(await answers[0]).toBe(false);
  await end();
  expect(await answers[1]).toBe(true);
  expect(begun).toEqual(["kept"]);
  // Let go of when it has a decoder, it takes nobody else's place.
  kept.abort();
});

test("work that was let go of before asks for none", async () => {
  const { pool, end } = openBusyPool();
  expect(await pool.use("ingest", AbortSignal.abort(), async () => undefined)).toBe(false);
  await end();
});
