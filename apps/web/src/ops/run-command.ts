import { openDb } from "@homeport/db";
import { openQueueReader, type QueueReader } from "@homeport/jobs";
import {
  type Clock,
  createMetrics,
  newId,
  silentLog,
  systemClock,
  systemRandom,
} from "@homeport/platform";
import { dueWakes } from "../due-wakes.ts";
import type { Answer, Command, OpsContext } from "./answer.ts";
import type { OpsPlace } from "./place.ts";

const acquireMs = 10_000;
const redisWithinMs = 2_000;

/** Runs one command on the stores themselves. What it does is on record as done by the system, at no address. */
export async function runCommand(
  place: OpsPlace,
  command: Command,
  asked: Partial<Pick<OpsContext, "source" | "print" | "signal">> = {},
): Promise<Answer> {
  const shared = {
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics({ app: "ops", version: "0" }),
  };
  await using db = openDb({ url: place.databaseUrl, app: "ops", poolMax: 4, acquireMs, ...shared });
  await using stack = new AsyncDisposableStack();
  const queues =
    place.redisUrl === null ? null : stack.use(openQueueReader({ url: place.redisUrl, ...shared }));
  if (queues !== null) await untilUp(queues, systemClock);
  const ctx: OpsContext = {
    ...{ ...shared, place, source: {}, print: () => undefined },
    ...{ signal: new AbortController().signal, ...asked },
    ...{ actor: { kind: "system", name: "ops" }, address: null, requestId: newId() },
    ...{ db, queues, wakes: dueWakes(db), keys: place.keys, readSecretWarning: () => null },
    // Nobody hears it sooner from here: the change log tells every process within half a second.
    feed: { announce: async () => undefined },
  };
  return await command(ctx);
}

/** A connection takes a moment; without one the command says so itself, where it needs it. */
async function untilUp(queues: QueueReader, clock: Clock): Promise<void> {
  const untilMs = clock.monotonicMs() + redisWithinMs;
  while (!queues.isUp() && clock.monotonicMs() < untilMs) await clock.sleep(20);
}
