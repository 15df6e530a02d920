import { validatorVersion } from "@homeport/catalog-format";
import type { LeaseScope } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import { backoffMs, isHomeportError } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import type { NewGeneration } from "../generations/accept-generation.ts";
import {
  findRejection,
  insertSync,
  listRejected,
  putOff,
  type SourceRow,
  touchRejection,
} from "../store.ts";
import { completeCommits } from "./complete-commits.ts";
import { type Ending, endLook } from "./end-look.ts";
import { findAcceptable } from "./find-acceptable.ts";
import type { Held } from "./held-state.ts";
import type { Look, LookDeps } from "./look.ts";
import type { SyncOutcome } from "./outcome.ts";
import { takeJudged } from "./take-judged.ts";
import { takeWhole } from "./take-whole.ts";
import { tellRejected } from "./tell-rejected.ts";

const waits = { baseMs: 1_000, maxMs: 60_000 };

/** Looks at the remote once, and takes over what may be taken. Tells operators; a remote that does not answer is tried again later. */
export async function lookAtRemote(
  deps: LookDeps,
  scope: LeaseScope<Tx>,
  source: SourceRow,
): Promise<SyncOutcome> {
  const { repository, clock, events } = deps;
  const startedAt = new Date(clock.nowMs());
  let outcome: SyncOutcome;
  try {
    const tip = await repository.fetch(scope.signal);
    await deps.pauseAt?.("fetched");
    outcome = await takeOver({ deps, scope, source, tip, startedAt });
  } catch (error) {
    scope.signal.throwIfAborted();
    if (!isHomeportError(error) || error.code === "CATALOG_FENCED") throw error;
    await fail(deps, scope, source, startedAt, error.code);
    events.fetchFailed({ code: error.code, error });
    outcome = "failed";
  }
  const tookMs = clock.nowMs() - startedAt.getTime();
  events.synced({ trigger: source.wantedBy, outcome, tookMs });
  await deps.feed.announce("catalog.sync", String(source.wantedSeq));
  return outcome;
}

/** Decides what the tip is to what is accepted, and what therefore happens. */
async function takeOver(look: Look): Promise<SyncOutcome> {
  const { deps, source, tip } = look;
  const { repository, db, events } = deps;
  const { wantedBy } = source;
  const held = await deps.held.read(source);
  const accepted = held?.accepted ?? null;
  if (held !== null && wantedBy === "rebuild") return takeWhole(look, held, "rebuild");
  if (accepted?.commit === tip) return end(look, "in-sync", { mode: modeAt(source) });
  if (source.mode === "paused") {
    await completeCommits(look, held);
    return end(look, "paused", { pausedTip: tip });
  }
  if (held !== null && !(await repository.isAncestor(held.accepted.commit, tip))) {
    if (wantedBy === "rewrite" && source.heldTip === tip) return takeWhole(look, held, "rewrite");
    if (source.heldTip !== tip) events.held({ tip });
    return end(look, "held", { mode: "held", heldTip: tip });
  }
  const known = wantedBy === "resume" ? null : await findRejection(db.orm, tip, validatorVersion);
  if (known !== null) {
    return endLook(look, {
      ...{ outcome: "rejected", change: {}, rejected: null },
      async within(tx) {
        await touchRejection(tx, known.id);
        return null;
      },
    });
  }
  return takeNewest(look, held);
}

/** Takes the tip, or the newest good commit below it. */
async function takeNewest(look: Look, held: Held | null): Promise<SyncOutcome> {
  const { deps, scope, source, tip } = look;
  const accepted = held?.accepted ?? null;
  // What was refused before a rollback may be good on what is served now.
  const known =
    source.wantedBy === "resume"
      ? new Set<string>()
      : await listRejected(deps.db.orm, validatorVersion);
  const found = await findAcceptable(deps, accepted, tip, { known, signal: scope.signal });
  const { tip: judgedTip, acceptable } = found;
  if (judgedTip !== acceptable) tellRejected(deps, judgedTip);
  if (acceptable === null) {
    return endLook(look, { outcome: "rejected", change: {}, rejected: judgedTip });
  }
  return takeJudged(look, held, {
    judged: acceptable,
    origin: originOf(source),
    rejected: judgedTip === acceptable ? null : judgedTip,
  });
}

function end(look: Look, outcome: SyncOutcome, change: Ending["change"]): Promise<SyncOutcome> {
  return endLook(look, { outcome, change, rejected: null });
}

async function fail(
  deps: LookDeps,
  scope: LeaseScope<Tx>,
  source: SourceRow,
  startedAt: Date,
  code: string,
): Promise<void> {
  const failures = source.failures + 1;
  const waitMs = backoffMs(failures - 1, waits, deps.random);
  await scope.write(async (tx) => {
    if (!(await putOff(tx, scope.fence, { code, failures, waitMs }))) {
      throw new CatalogError("CATALOG_FENCED");
    }
    await insertSync(tx, {
      seqThrough: source.wantedSeq,
      trigger: source.wantedBy,
      outcome: "failed",
      fromGeneration: source.acceptedGeneration,
      errorCode: code,
      startedAt,
    });
  });
}

function originOf({ wantedBy }: SourceRow): NewGeneration["origin"] {
  return wantedBy === "resume" ? "resume" : "sync";
}

/** A history that came back to what was accepted is held no longer. */
function modeAt(source: SourceRow): SourceRow["mode"] {
  return source.mode === "held" ? "following" : source.mode;
}
