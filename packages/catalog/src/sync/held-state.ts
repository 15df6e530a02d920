import { createCatalogState, factsOf, type LeanRecord } from "@homeport/catalog-format";
import type { Reader } from "@homeport/db";
import { readCurrentLean, readGeneration, type SourceRow } from "../store.ts";
import type { Accepted } from "./judge-commit.ts";

export interface Held {
  readonly generation: number;
  readonly accepted: Accepted;
}

/** What a syncer knows of the accepted generation from one look to the next, so that a change costs what changed. */
export interface HeldState {
  /** The accepted generation, read anew where another one is held. */
  read(source: SourceRow): Promise<Held | null>;
  keep(held: Held): void;
  /** Forgets it: what is held may be ahead of what was accepted. */
  drop(): void;
  /** The generation whose commits were completed last; those of one stay complete. */
  completed: number | null;
}

export function createHeldState(db: Reader): HeldState {
  let held: Held | null = null;
  return {
    completed: null,
    async read({ acceptedGeneration: generation }) {
      if (generation === null) return null;
      if (held?.generation === generation) return held;
      const row = await readGeneration(db, generation);
      const lean = await readCurrentLean(db);
      const state = createCatalogState(lean.map((one) => factsOf(one as LeanRecord)));
      held = { generation, accepted: { commit: row.commitId, state } };
      return held;
    },
    keep(next) {
      held = next;
    },
    drop() {
      held = null;
    },
  };
}
