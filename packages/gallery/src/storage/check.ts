import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Clock, newId } from "@homeport/platform";
import { authorize } from "../authorize.ts";
import type { GalleryContext } from "../context.ts";
import { noParts, type StorageDriver } from "./driver.ts";
import { uploadKey } from "./key.ts";
import { explainTrouble, ReadBackDiffers, type StorageTrouble, troubleOf } from "./trouble.ts";

export const checkSteps = ["put", "head", "read", "range", "list", "parts", "delete"] as const;
export type CheckStep = (typeof checkSteps)[number];

export interface StepReport {
  step: CheckStep;
  state: "done" | "failed" | "skipped";
  tookMs: number;
  trouble: StorageTrouble | null;
  /** What is wrong, and what may help; null unless it failed. */
  sentence: string | null;
}

export interface StorageCheck {
  isWell: boolean;
  steps: StepReport[];
}

const stepDeadlineMs = 20_000;
/** Enough that a server which keeps a body's framing with it is found out. */
const sampleBytes = 100_000;

/**
 * Does with the storage, once, each thing that photos need of it, and says of each how long it took or why it failed.
 * What it writes stands where uploads do, so that a sweep finds whatever a broken storage did not delete.
 */
export async function checkStorage(
  ctx: GalleryContext,
  options: { stepDeadlineMs?: number } = {},
): Promise<StorageCheck> {
  const organizationId = authorize(ctx, "gallery.admin");
  const { storage, clock } = ctx;
  const deadlineMs = options.stepDeadlineMs ?? stepDeadlineMs;
  const target = { kind: "gallery", id: organizationId };
  const act = { action: "gallery.storage-check", target, organizationId };
  await ctx.db.write(ctx, act, async () => undefined);
  const key = uploadKey(organizationId, `check-${newId(clock.nowMs(), ctx.random)}`);
  const acts = sampleActs(storage, key, ctx.random.bytes(sampleBytes));
  const steps: StepReport[] = [];
  for (const step of checkSteps) {
    // Without an object there is nothing to read, to list or to delete.
    const isSkipped = steps[0]?.state === "failed";
    steps.push(
      isSkipped
        ? { step, state: "skipped", tookMs: 0, trouble: null, sentence: null }
        : await runStep(clock, step, acts[step], deadlineMs),
    );
  }
  return { isWell: steps.every(({ state }) => state === "done"), steps };
}

async function runStep(
  clock: Clock,
  step: CheckStep,
  act: () => Promise<void>,
  deadlineMs: number,
): Promise<StepReport> {
  const startedMs = clock.monotonicMs();
  const took = () => Math.round(clock.monotonicMs() - startedMs);
  const done = new AbortController();
  const late = clock.sleep(deadlineMs, done.signal).then(
    () => {
      throw Object.assign(new Error("The storage did not answer in time"), { code: "ETIMEDOUT" });
    },
    () => undefined,
  );
  try {
    await Promise.race([act(), late]);
    return { step, state: "done", tookMs: took(), trouble: null, sentence: null };
  } catch (error) {
    const trouble = troubleOf(error);
    const sentence = explainTrouble(trouble);
    return { step, state: "failed", tookMs: took(), trouble, sentence };
  } finally {
    done.abort();
  }
}

function sampleActs(
  storage: StorageDriver,
  key: string,
  sample: Uint8Array,
): Record<CheckStep, () => Promise<void>> {
  const expected = {
    sizeBytes: sample.length,
    sha256: createHash("sha256").update(sample).digest(),
  };
  const parts = {
    key: `${key}.parts`,
    id: `${key}.part`,
    lengthBytes: sample.length,
    kept: noParts,
  };

  async function mustRead(from: string, wanted: Uint8Array, startByte?: number): Promise<void> {
    const range =
      startByte === undefined ? undefined : { startByte, endByte: startByte + wanted.length - 1 };
    const stream = await storage.read(from, range);
    const found = stream === null ? null : await buffer(stream);
    if (found === null || !found.equals(wanted)) {
      throw new ReadBackDiffers(`${found?.length ?? 0} bytes came back of ${wanted.length}`);
    }
  }

  return {
    put: () => storage.put(key, Readable.from([sample]), expected),
    async head() {
      const found = await storage.head(key);
      if (found?.sizeBytes !== sample.length) throw new ReadBackDiffers("Another size is shown");
    },
    read: () => mustRead(key, sample),
    range: () => mustRead(key, sample.subarray(1_000, 3_000), 1_000),
    async list() {
      const found = await storage.list(key, null);
      if (!found.some((object) => object.key === key))
        throw new ReadBackDiffers("It is not listed");
    },
    async parts() {
      const started = await storage.startParts(parts);
      const kept = await storage.putPart({ ...parts, kept: started }, 0, [sample]);
      await storage.completeParts({ ...parts, kept });
      await mustRead(parts.key, sample);
    },
    async delete() {
      await storage.delete(parts.key);
      await storage.delete(key);
      if ((await storage.head(key)) !== null) throw new ReadBackDiffers("It is still there");
    },
  };
}
