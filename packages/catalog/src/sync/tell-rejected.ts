import type { CatalogEvents } from "../events.ts";
import type { Judgement } from "./judge-commit.ts";

/** Tells operators of a commit that is not taken. */
export function tellRejected(
  { events }: { readonly events: CatalogEvents },
  { commit, verdict }: Judgement,
): void {
  const [first] = verdict.problems;
  events.rejected({
    tip: commit,
    problemCount: verdict.problemCount,
    first: first === undefined ? "" : `${first.path}: ${first.rule}`,
  });
}
