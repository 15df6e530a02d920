import {
  type Claim,
  claimWork,
  commitWork,
  failWork,
  type GalleryDeps,
  isWorkDue,
  type NewVariant,
  returnWork,
  type WorkKey,
  type WorkResult,
} from "@homeport/gallery";
import { JobCancelled } from "@homeport/jobs";
import { isHomeportError } from "@homeport/platform";
import type { Decoder } from "./decoder.ts";
import type { DecoderPool } from "./decoder-pool.ts";
import type { DecodeRequest, DecodeSuccess } from "./decoder-protocol.ts";
import { fetchOriginal } from "./fetch-original.ts";
import { type Holds, type Kept, LetGo } from "./holds.ts";
import { makeScratch } from "./scratch.ts";
import { storeCopy } from "./store-copy.ts";
import { storeRenditions } from "./store-renditions.ts";

export interface ProcessDeps {
  readonly gallery: GalleryDeps;
  readonly pool: DecoderPool;
  readonly holds: Holds;
  /** In rows, for people who read them; new for each life of a process. */
  readonly holder: string;
  readonly pid: number;
  readonly limits: DecodeRequest["limits"];
  /** Aborts when this process is to stop. */
  readonly stopping: AbortSignal;
}

export type ProcessImage = (key: WorkKey) => Promise<void>;

/**
 * Does one piece of work on one photo: claims its row, decodes, stores, commits. However it ends, the row says so; what a
 * queue thinks of it decides nothing, so a queue that was lost meanwhile is no reason to stop. Throws JobCancelled when a
 * person ended the run that the work belonged to.
 */
export function createProcessImage(deps: ProcessDeps): ProcessImage {
  const { gallery } = deps;
  return async function processImage(key) {
    if (deps.stopping.aborted) return;
    const claimed = await claimWork(gallery, key, deps.holder);
    if (claimed.kind === "nothing") return;
    if (claimed.kind === "later") {
      wakeLater(gallery, key, claimed.inMs);
      return;
    }
    await work(deps, claimed.claim);
  };
}

/** The wake that brought us here is spent, and a pass would come later than this. */
function wakeLater(gallery: GalleryDeps, key: WorkKey, inMs: number): void {
  gallery.clock.after(inMs, () => void gallery.wakeWork([key])).unref();
}

/** Where one photo is worked on: a decoder that is lent for it, and a folder that it is fetched into once. */
interface Bench {
  readonly decoder: Decoder;
  readonly folder: string;
  /** Brings there what this work reads; answers the paths. */
  fetch(signal: AbortSignal): Promise<Pick<DecodeRequest, "source" | "described">>;
}

async function work(deps: ProcessDeps, claim: Claim): Promise<void> {
  using kept = deps.holds.keep(claim);
  const signal = AbortSignal.any([deps.stopping, kept.ended]);
  const isLent = await deps.pool.use(claim.kind, signal, async (decoder) => {
    await using scratch = await makeScratch(deps.pid);
    const bench = setUp(deps, claim, decoder, scratch.path);
    const isDone = await attempt(deps, claim, kept, bench);
    if (claim.kind === "ladder" && isDone) await goOnWithAvif(deps, claim, bench);
  });
  if (isLent) return;
  await putBack(deps, claim, kept);
  failCancelled(kept);
}

/** Lets go of work that something outside ended: uncounted, unless somebody else has it by now. Answers what it became. */
async function putBack(
  { gallery }: ProcessDeps,
  claim: Claim,
  { ended }: Kept,
): Promise<"superseded" | "put-back"> {
  if (ended.reason instanceof LetGo && ended.reason.why === "lost") return "superseded";
  await returnWork(gallery, claim);
  return "put-back";
}

/** Throws JobCancelled where a person ended the run. */
function failCancelled({ ended }: Kept): void {
  const { reason } = ended;
  const isLost = reason instanceof LetGo && reason.why === "lost";
  if (ended.aborted && !isLost) throw new JobCancelled({ cause: reason });
}

function setUp(deps: ProcessDeps, claim: Claim, decoder: Decoder, folder: string): Bench {
  const { kind, original, pixels } = claim;
  const { storage } = deps.gallery;
  const source = `${folder}/source`;
  // A browser's rendition says nothing of the photo; its original does.
  const isDescribedApart = kind === "ingest" && pixels !== original;
  const described = isDescribedApart ? `${folder}/described` : null;
  let isThere = false;
  return {
    decoder,
    folder,
    async fetch(signal) {
      if (!isThere) {
        await fetchOriginal(storage, kind === "metadata" ? original : pixels, source, signal);
        if (described !== null) await fetchOriginal(storage, original, described, signal);
      }
      isThere = true;
      return { source, described };
    },
  };
}

/** While nobody waits for anything more urgent, the same decoder goes on with the pixels that it has. */
async function goOnWithAvif(deps: ProcessDeps, { imageId }: Claim, bench: Bench): Promise<void> {
  if (deps.stopping.aborted || (await isWorkDue(deps.gallery, ["ingest", "ladder"]))) return;
  const claimed = await claimWork(deps.gallery, { kind: "avif", imageId }, deps.holder);
  if (claimed.kind !== "claimed") return;
  using kept = deps.holds.keep(claimed.claim);
  await attempt(deps, claimed.claim, kept, bench);
}

/** Answers whether it is done. However it ends, the row says so. */
async function attempt(
  deps: ProcessDeps,
  claim: Claim,
  kept: Kept,
  bench: Bench,
): Promise<boolean> {
  const { gallery } = deps;
  const startedMs = gallery.clock.monotonicMs();
  const signal = AbortSignal.any([deps.stopping, kept.ended]);
  const { imageId, kind, waitedMs } = claim;
  gallery.events.workBegun({ kind, waitedMs });
  const ended = (outcome: Parameters<typeof gallery.events.workEnded>[0]["outcome"], facts = {}) =>
    gallery.events.workEnded({
      ...{ imageId, kind, outcome, ...facts },
      tookMs: gallery.clock.monotonicMs() - startedMs,
    });
  try {
    const { result, cpuMs } = await make(deps, claim, bench, signal);
    const isOurs = await commitWork(gallery, claim, result, cpuMs);
    ended(isOurs ? "done" : "superseded", { cpuMs });
    return isOurs;
  } catch (error) {
    if (signal.aborted) {
      ended(await putBack(deps, claim, kept));
      failCancelled(kept);
    } else {
      const facts = factsOf(error);
      if (facts.code === "METADATA_LEAK") {
        gallery.events.leakStopped({ imageId, mark: facts.detail });
      }
      const became = await failWork(gallery, claim, error);
      const outcomes = { due: "failed", quarantined: "quarantined", lost: "superseded" } as const;
      ended(outcomes[became.state], facts);
      if (became.state === "due") wakeLater(gallery, { imageId, kind }, became.waitMs);
    }
    return false;
  }
}

async function make(
  deps: ProcessDeps,
  claim: Claim,
  { decoder, folder, fetch }: Bench,
  signal: AbortSignal,
): Promise<{ result: WorkResult; cpuMs: number }> {
  const { gallery, limits } = deps;
  const files = await fetch(signal);
  const { kind, readsDamaged } = claim;
  const asked = {
    ...{ kind, readsDamaged, folder, limits },
    ...files,
    nowMs: gallery.clock.nowMs(),
  };
  const made = await decoder.decode({ ...asked, avifEffort: gallery.avifEffort ?? 0 }, signal);
  signal.throwIfAborted();
  if (made.kind === "metadata") {
    const { facts, cpuMs } = made;
    return { result: { kind: "metadata", facts, variants: [] }, cpuMs };
  }
  if (made.kind === "clean") {
    const copy = await storeCopy(gallery, claim, folder, made);
    return { result: { kind: "clean", variants: [copy] }, cpuMs: made.cpuMs };
  }
  const variants = await storeRenditions(gallery, claim, folder, made.files);
  return { result: resultOf(made, variants), cpuMs: made.cpuMs };
}

function resultOf(
  made: Exclude<DecodeSuccess, { kind: "metadata" | "clean" }>,
  variants: readonly NewVariant[],
): WorkResult {
  if (made.kind !== "ingest") return { kind: made.kind, variants };
  const { pixels, facts, isComplete } = made;
  return { kind: "ingest", variants, pixels, facts, isComplete };
}

function factsOf(error: unknown): { code: string; detail: string } {
  if (!isHomeportError(error)) return { code: "UNKNOWN", detail: String(error) };
  return { code: error.code, detail: error.detail ?? "" };
}
