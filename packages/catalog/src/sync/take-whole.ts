import { isDeepStrictEqual } from "node:util";
import { recordName } from "@homeport/catalog-format";
import { noteChange } from "@homeport/coordination";
import { acceptGeneration } from "../generations/accept-generation.ts";
import { keepQuarantine } from "../generations/keep-quarantine.ts";
import type { NewVersion } from "../generations/new-version.ts";
import {
  clearCommits,
  type MirroredVersion,
  readCurrentVersions,
  resolveRejections,
} from "../store.ts";
import { datesOf } from "./dates-of.ts";
import { endLook } from "./end-look.ts";
import type { Held } from "./held-state.ts";
import { dateVersions, type Judgement, judgeCommit } from "./judge-commit.ts";
import type { Look } from "./look.ts";
import type { SyncOutcome } from "./outcome.ts";
import { commitsKept } from "./take-judged.ts";
import { tellRejected } from "./tell-rejected.ts";

/**
 * Reads a commit whole, and not by what differs from the accepted one, because that is no longer its history (`rewrite`), or because the
 * mirror may not be what git says (`rebuild`). Only records that are otherwise get new versions; a rebuild that finds none gives no generation.
 */
export async function takeWhole(
  look: Look,
  held: Held,
  why: "rewrite" | "rebuild",
): Promise<SyncOutcome> {
  const { deps, scope, tip } = look;
  const { repository } = deps;
  const commit = why === "rewrite" ? tip : held.accepted.commit;
  const judged = await judgeCommit(deps, null, commit, scope.signal);
  if (!judged.verdict.isAcceptable) {
    tellRejected(deps, judged);
    return endLook(look, { outcome: "rejected", change: {}, rejected: judged });
  }
  const dates = await datesOf(deps, null, judged);
  const { versions, removed } = await compare(deps, {
    ...judged,
    versions: dateVersions(judged.versions, dates),
  });
  if (why === "rebuild" && versions.length === 0 && removed.length === 0) {
    return endLook(look, { outcome: "in-sync", change: {}, rejected: null });
  }
  const tree = await repository.treeOf(commit);
  const commits = await repository.reachable(null, commit, commitsKept);
  const outcome = why === "rewrite" ? "fast-forwarded" : "rebuilt";
  let generation = 0;
  await endLook(look, {
    outcome,
    rejected: null,
    change: why === "rewrite" ? { mode: "following", heldTip: null } : {},
    async within(tx) {
      if (why === "rewrite") await clearCommits(tx, 0);
      generation = await acceptGeneration(deps.db, tx, scope.fence, {
        ...{ commit, tree, parent: held.generation, versions, removed, commits },
        origin: why === "rewrite" ? "rewrite" : "sync",
      });
      await keepQuarantine(tx, generation, { ...judged, versions, removed });
      await resolveRejections(tx, generation);
      await noteChange(deps.db.within(tx), "catalog", String(generation));
      return generation;
    },
  });
  // What was judged from nothing does not know the entries that keep an earlier version.
  deps.held.drop();
  await deps.feed.announce("catalog", String(generation));
  if (why === "rebuild") deps.events.rebuilt({ generation, changed: versions.length });
  deps.events.accepted({ generation, commit, changed: versions.length });
  return outcome;
}

/** What of a commit the mirror has otherwise, and what of the mirror the commit does not have. */
async function compare(
  { db }: Look["deps"],
  { versions, quarantined }: Judgement,
): Promise<{ versions: NewVersion[]; removed: string[] }> {
  const mirror = new Map<string, MirroredVersion>();
  for await (const one of readCurrentVersions(db.orm))
    mirror.set(recordName(one.kind, one.key), one);
  const found = new Set(versions.map(({ kind, key }) => recordName(kind, key)));
  for (const { slug } of quarantined) found.add(recordName("entry", slug));
  return {
    versions: versions.filter((one) => isOther(one, mirror.get(recordName(one.kind, one.key)))),
    removed: [...mirror.keys()].filter((name) => !found.has(name)),
  };
}

function isOther(version: NewVersion, mirrored: MirroredVersion | undefined): boolean {
  if (mirrored?.digest !== version.digest) return true;
  const { addedAt: _a, changedAt: _c, ...lean } = plainJson(version.lean);
  const { addedAt: _b, changedAt: _d, ...before } = plainJson(mirrored.lean);
  return (
    !isDeepStrictEqual(lean, before) ||
    !isDeepStrictEqual(plainJson(version.files), plainJson(mirrored.files))
  );
}

/** As a JSON column gives it back. */
function plainJson(value: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}
