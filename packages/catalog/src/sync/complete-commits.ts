import { insertCommits } from "../store.ts";
import type { Held } from "./held-state.ts";
import type { Look } from "./look.ts";
import { requireStanding } from "./overtaken.ts";
import { commitsKept } from "./take-judged.ts";

/**
 * After a rollback the commits that are served are told from the mirror alone, which knows them less well than git: those that the
 * accepted commit reaches are completed at the next look, once.
 */
export async function completeCommits(
  { deps, scope, source }: Look,
  held: Held | null,
): Promise<void> {
  if (held === null) return;
  const { generation, accepted } = held;
  if (deps.held.completed === generation) return;
  if (!(await deps.repository.has(accepted.commit))) return;
  const commits = await deps.repository.reachable(null, accepted.commit, commitsKept);
  await scope.write(async (tx) => {
    await requireStanding(tx, source);
    await insertCommits(tx, generation, commits);
  });
  deps.held.completed = generation;
}
