import type { Reader } from "@homeport/db";
import type { RequestContext } from "@homeport/platform";
import { lockVault } from "../act/store.ts";
import { announceVault } from "../announce.ts";
import type { VaultsDeps } from "../context.ts";
import { followServerKeys, VaultIntegrityError } from "../core/index.ts";
import { newEvent } from "../event/new-event.ts";
import { appendEvents } from "../event/store.ts";
import { selectKeys } from "../server-key/store.ts";
import { selectFailing } from "./integrity-store.ts";
import { selectVaultIds } from "./store.ts";
import { Turns } from "./turns.ts";
import { type IntegrityFailure, type Verification, verifyVault } from "./verify-vault.ts";

/** Vaults that are read in one transaction, hence as of one moment. */
const atATime = 100;

type VerifyDeps = Pick<VaultsDeps, "db" | "clock" | "random" | "primitives" | "events" | "feed">;

/**
 * Verifies every vault of the installation as a client would. What does not hold is counted, logged, audited, and told to
 * those who watch the vault; nothing is repaired. The first time that it holds again is audited, too. It computes for long, and
 * lets others of its process go on meanwhile.
 */
export async function verifyVaults(
  deps: VerifyDeps,
  { signal }: { readonly signal: AbortSignal },
): Promise<{ readonly vaults: number; readonly failed: number }> {
  const counts = { vaults: 0, failed: 0 };
  let afterId = "";
  while (!signal.aborted) {
    const { checked, failures } = await verifyNext(deps, afterId, signal);
    for (const [vaultId, failure] of failures) await report(deps, vaultId, failure);
    const failed = new Set(failures.map(([vaultId]) => vaultId));
    await clear(
      deps,
      checked.filter((vaultId) => !failed.has(vaultId)),
    );
    counts.vaults += checked.length;
    counts.failed += failures.length;
    const last = checked.at(-1);
    if (last === undefined || checked.length < atATime) break;
    afterId = last;
  }
  return counts;
}

async function verifyNext(deps: VerifyDeps, afterId: string, signal: AbortSignal) {
  const { db, primitives } = deps;
  return await db.orm.transaction(
    async (tx) => {
      const sql = db.within(tx);
      const ring = await readRing(tx, primitives);
      if (ring === null) return { checked: [], failures: [] };
      const ids = await selectVaultIds(sql, afterId, atATime);
      const checked: string[] = [];
      const failures: [string, IntegrityFailure][] = [];
      const by: Verification = { primitives, ring, sql, turns: new Turns(deps.clock) };
      for (const vaultId of ids) {
        if (signal.aborted) break;
        const failure = await verifyVault(by, vaultId);
        if (failure !== null) failures.push([vaultId, failure]);
        checked.push(vaultId);
      }
      return { checked, failures };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

/** The keys that follow from the first one, or why they do not; null before there is one, when there is no vault either. */
async function readRing(
  db: Reader,
  primitives: VaultsDeps["primitives"],
): Promise<Verification["ring"] | null> {
  const keys = await selectKeys(db);
  const [first] = keys;
  if (first === undefined) return null;
  try {
    return followServerKeys(primitives, first.publicKey, keys);
  } catch (error) {
    if (error instanceof VaultIntegrityError) return error;
    throw error;
  }
}

const verifier: RequestContext = {
  actor: { kind: "system", name: "vaults.verify" },
  ...{ address: null, requestId: "vaults.verify" },
};

/** Says of vaults that hold, and did not when they were last verified, that they do. */
async function clear({ db, feed }: VerifyDeps, vaultIds: readonly string[]): Promise<void> {
  for (const id of await selectFailing(db.sql, vaultIds)) {
    const act = { action: "vault.verify", target: { kind: "vault", id } };
    await db.write(verifier, act, async (_tx, { commit }) => {
      commit(() => announceVault({ feed }, id));
    });
  }
}

async function report(
  deps: VerifyDeps,
  vaultId: string,
  { part, detail }: IntegrityFailure,
): Promise<void> {
  deps.events.integrityFailed({ vaultId, part, detail });
  await deps.db.audit(verifier, {
    action: "vault.verify",
    ...{ target: { kind: "vault", id: vaultId }, outcome: "failed", errorCode: "INTEGRITY" },
    detail: { part, detail },
  });
  await deps.db.system("vault.integrity", async (tx, after) => {
    const sql = deps.db.within(tx);
    await lockVault(sql, vaultId);
    await appendEvents(sql, vaultId, [newEvent(deps, "integrity.failed", { part })]);
    after.commit(() => announceVault(deps, vaultId));
  });
}
