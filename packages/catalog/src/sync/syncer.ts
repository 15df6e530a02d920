import { type LeaseScope, withLease } from "@homeport/coordination";
import type { Tx } from "@homeport/db";
import type { CatalogSyncDeps } from "../context.ts";
import { isWriteDue } from "../operations/store.ts";
import { isSyncDue, readSource } from "../store.ts";
import { writeBatch } from "../write/write-batch.ts";
import { createHeldState } from "./held-state.ts";
import { lookAtRemote } from "./look-at-remote.ts";
import { Overtaken } from "./overtaken.ts";

export interface Syncer {
  /**
   * Looks at the remote, and commits what the console has asked for, until nobody wants anything any more, as the only one in the whole
   * fleet. False, at once, where another replica does so already: that one sees what was wanted before it lets go, or the next look does.
   */
  sync(signal: AbortSignal): Promise<boolean>;
}

const leaseName = "catalog.sync";
const leaseMs = 10_000;
/** Fetches leave many small packs behind. */
const looksAPack = 500;

/**
 * Brings the catalog's repository into the mirror, and changes from the console into the repository.
 *
 * wanted ──take the lease──▶ fetch ──tip is what was accepted──▶ in-sync
 *                              ├── paused, or another history ──▶ paused, held: what is served stays
 *                              ├── good tip ──▶ a new generation
 *                              ├── bad tip ──▶ the newest good commit below it, or rejected
 *                              └── no answer ──▶ failed: wanted again, later
 * queued ──take the lease──▶ commits on what is accepted ──push──▶ a new generation
 *                              └── somebody else was faster ──▶ fetch, and the same again
 *
 * The accepted records' facts are kept between looks; whoever finds another generation accepted reads them anew.
 */
export function createSyncer(deps: CatalogSyncDeps): Syncer {
  const { repository, db } = deps;
  const held = createHeldState(db.orm);
  const own = { ...deps, held };
  let looks = 0;

  async function work(scope: LeaseScope<Tx>): Promise<void> {
    await repository.prepare(scope.signal);
    for (;;) {
      const isLook = await isSyncDue(db.orm);
      const isWrite = !isLook && deps.writes && (await isWriteDue(db.orm));
      const source = isLook || isWrite ? await readSource(db.orm) : null;
      if (source === null) {
        await deps.pauseAt?.("idle");
        return;
      }
      try {
        await (isWrite ? writeBatch(own, scope, source) : lookAtRemote(own, scope, source));
      } catch (error) {
        if (!(error instanceof Overtaken)) throw error;
        // Planning has made the held state that of commits which were not accepted.
        held.drop();
        continue;
      }
      if (isWrite) continue;
      looks += 1;
      if (looks % looksAPack === 0) await repository.repack(scope.signal);
    }
  }

  async function isDue(): Promise<boolean> {
    return (await isSyncDue(db.orm)) || (deps.writes && (await isWriteDue(db.orm)));
  }

  return {
    async sync(signal) {
      while (await isDue()) {
        try {
          const outcome = await withLease(deps, { name: leaseName, ttlMs: leaseMs, signal }, work);
          if (!outcome.held) return false;
        } catch (error) {
          // What is held may be ahead of what was accepted.
          held.drop();
          throw error;
        }
      }
      return true;
    },
  };
}
