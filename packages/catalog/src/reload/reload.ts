import type { Feed } from "@homeport/coordination";
import { newId } from "@homeport/platform";
import { z } from "zod";
import type { CatalogDeps } from "../entries/served.ts";
import { CatalogError, type CatalogErrorCode, catalogErrors } from "../errors.ts";
import { listQuarantine } from "../quarantine/store.ts";
import { raiseWanted, readSource } from "../store.ts";
import { hearLooks, unhintedLookEveryMs } from "./look-hints.ts";
import { type ReloadInput, readReloadInput } from "./reload-input.ts";
import {
  changeDelivery,
  countReplicas,
  findProblems,
  findSync,
  insertDelivery,
  isCommitServed,
} from "./store.ts";

export interface ReloadDeps extends CatalogDeps {
  /** Where it is heard that a look has ended. */
  readonly feed: Pick<Feed, "subscribe">;
  wake(): Promise<void>;
}

/** What became of a push, as far as this replica serves it. */
export type ReloadAnswer =
  /** A forge has found the endpoint. */
  | { readonly is: "pong" }
  /** Of no concern here, or done already by the delivery before. */
  | { readonly is: "ignored" | "duplicate" }
  /** With the commit that was named, for whoever asks again. */
  | { readonly is: "pending"; readonly seq: number; readonly commitHash: string | null }
  | { readonly is: "done"; readonly told: ReloadTold }
  | {
      readonly is: "refused";
      readonly code: CatalogErrorCode;
      readonly problems: readonly unknown[];
      readonly told: ReloadTold;
    };

export interface ReloadTold {
  readonly noChanges: boolean;
  readonly rebuilt: boolean;
  readonly outcome: string;
  /** Whether the commit that was named is in the history of what is served here; null where none was named. */
  readonly commitIncluded: boolean | null;
  readonly generation: number | null;
  readonly commitHash: string | null;
  readonly previousCommitHash: string | null;
  readonly durationMs: number;
  /** Web replicas that have said something lately, and how many of them serve this generation or a later one. */
  readonly replicas: { readonly total: number; readonly applied: number };
  /** Entries that are not served as the branch has them. */
  readonly quarantined: readonly string[];
}

const waitMs = 8_000;
const problemsTold = 20;
const quarantinedTold = 100;
const bearer = { mode: "bearer", replayKey: null, headerId: null } as const;

/**
 * Makes the newest commit of the branch live, for a delivery that is noted, or for one by a bearer token. A commit that is served here already costs one read; anything else asks a worker for a look
 * and waits for its end, and then for this replica to serve what it found. Throws CATALOG_NOT_CONFIGURED, CATALOG_BRANCH_UNKNOWN and
 * CATALOG_APPLY_FAILED.
 */
export async function reloadCatalog(
  deps: ReloadDeps,
  input: ReloadInput,
  { deliveryId, signal }: { readonly deliveryId: string | null; readonly signal: AbortSignal },
): Promise<ReloadAnswer> {
  const beganMs = deps.clock.monotonicMs();
  const source = await readSource(deps.db.orm);
  if (source === null) throw new CatalogError("CATALOG_NOT_CONFIGURED");
  if (input.branch !== undefined && input.branch !== source.branch) {
    throw new CatalogError("CATALOG_BRANCH_UNKNOWN");
  }
  await deps.reader.ready();
  const before = deps.reader.current()?.snapshot ?? null;
  const shared = { input, beganMs, before: before?.commit ?? null };
  const isWhole = input.commitHash?.length === 40 || input.commitHash?.length === 64;
  if (isWhole && (await isIncluded(deps, input.commitHash)) === true) {
    if (deliveryId !== null) {
      await changeDelivery(deps.db.orm, deliveryId, { outcome: "already-loaded" });
    }
    return { is: "done", told: await tell(deps, shared, "already-loaded") };
  }
  const id = deliveryId ?? newId();
  const seq = await deps.db.system("catalog.reload", async (tx) => {
    const raised = await raiseWanted(tx, "webhook");
    if (raised === null) throw new CatalogError("CATALOG_NOT_CONFIGURED");
    if (deliveryId === null) await insertDelivery(tx, { id, ...bearer });
    await changeDelivery(tx, id, { seq: raised });
    return raised;
  });
  const answer = await followReload(deps, seq, shared, signal);
  if (answer.is === "done" || answer.is === "refused") {
    await changeDelivery(deps.db.orm, id, { outcome: answer.told.outcome });
  }
  return answer;
}

/**
 * How a look ended that was asked for before, and whether the commit is served now that was named then. Throws CATALOG_RELOAD_NOT_FOUND
 * for a number that was never given, and CATALOG_BODY_INVALID for what is no commit.
 */
export async function readReload(
  deps: ReloadDeps,
  seq: number,
  commit: string | null,
): Promise<ReloadAnswer> {
  const beganMs = deps.clock.monotonicMs();
  const input = readReloadInput(commit === null ? {} : { commitHash: commit });
  const source = await readSource(deps.db.orm);
  if (source === null || seq < 1 || seq > source.wantedSeq) {
    throw new CatalogError("CATALOG_RELOAD_NOT_FOUND");
  }
  return answerOf(deps, seq, { input, beganMs, before: null });
}

interface Asked {
  readonly input: ReloadInput;
  readonly beganMs: number;
  /** The commit that was served when it was asked. */
  readonly before: string | null;
}

/** Wakes a worker, and waits for the look that serves `seq`: a hint ends the wait, and the table alone says how it went. */
async function followReload(
  deps: ReloadDeps,
  seq: number,
  asked: Asked,
  signal: AbortSignal,
): Promise<ReloadAnswer> {
  using hints = hearLooks(deps, seq);
  await deps.wake();
  for (;;) {
    const answer = await answerOf(deps, seq, asked);
    const leftMs = asked.beganMs + waitMs - deps.clock.monotonicMs();
    if (answer.is !== "pending" || leftMs <= 0) return answer;
    await hints.next(Math.min(unhintedLookEveryMs, leftMs), signal);
  }
}

async function answerOf(deps: ReloadDeps, seq: number, asked: Asked): Promise<ReloadAnswer> {
  const sync = await findSync(deps.db.orm, seq);
  if (sync === null) return { is: "pending", seq, commitHash: asked.input.commitHash ?? null };
  await takeOver(deps);
  const told = await tell(deps, asked, sync.outcome);
  const code = refusals(sync.outcome, sync.errorCode);
  if (code === null) return { is: "done", told };
  const problems = code === "CATALOG_REJECTED" ? await problemsOf(deps, sync.tipCommit) : [];
  return { is: "refused", code, problems, told };
}

/** Serves what was accepted. What is served stays where that fails. */
async function takeOver({ reader }: ReloadDeps): Promise<void> {
  try {
    await reader.lookNow();
  } catch (cause) {
    throw new CatalogError("CATALOG_APPLY_FAILED", { cause });
  }
}

async function tell(deps: ReloadDeps, asked: Asked, outcome: string): Promise<ReloadTold> {
  const served = deps.reader.current()?.snapshot ?? null;
  const rebuilt = outcome.startsWith("fast-forwarded");
  return {
    noChanges: outcome === "already-loaded" || outcome === "in-sync",
    rebuilt,
    outcome,
    commitIncluded: await isIncluded(deps, asked.input.commitHash),
    generation: served?.generation ?? null,
    commitHash: served?.commit ?? null,
    previousCommitHash: asked.before,
    durationMs: Math.round(deps.clock.monotonicMs() - asked.beganMs),
    replicas: await countReplicas(deps.db.orm, served?.generation ?? null),
    quarantined: (await listQuarantine(deps.db.orm, quarantinedTold)).map(({ key }) => key),
  };
}

async function isIncluded(deps: ReloadDeps, hash: string | undefined): Promise<boolean | null> {
  if (hash === undefined) return null;
  const generation = deps.reader.current()?.snapshot.generation;
  return generation === undefined ? false : isCommitServed(deps.db.orm, hash, generation);
}

const knownCode = z.enum(Object.keys(catalogErrors) as [CatalogErrorCode, ...CatalogErrorCode[]]);

/** The code of an outcome that is no success. */
function refusals(outcome: string, errorCode: string | null): CatalogErrorCode | null {
  switch (outcome) {
    case "in-sync":
    case "fast-forwarded":
      return null;
    case "fast-forwarded-partly":
    case "rejected":
      return "CATALOG_REJECTED";
    case "held":
      return "CATALOG_HISTORY_REWRITTEN";
    case "paused":
      return "CATALOG_PAUSED";
    default:
      return knownCode.catch("CATALOG_FETCH_FAILED").parse(errorCode);
  }
}

/** What is wrong with the very tip that this look has found. */
async function problemsOf(deps: ReloadDeps, tip: string | null): Promise<readonly unknown[]> {
  const problems = tip === null ? null : await findProblems(deps.db.orm, tip);
  return problems?.slice(0, problemsTold) ?? [];
}
