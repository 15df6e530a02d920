import { pseudonymOf } from "../operations/author.ts";
import { commitMessage } from "../operations/commit-message.ts";
import type { LookDeps } from "../sync/look.ts";
import type { PlannedCommit } from "./plan-batch.ts";

/** A host that no mail reaches: git wants an address, and nobody's is said. */
const addressHost = "users.noreply.homeport.invalid";

/** Makes one commit of each change, on top of the tip and of one another. */
export async function importCommits(
  { repository, db, random, clock }: Pick<LookDeps, "repository" | "db" | "random" | "clock">,
  tip: string,
  planned: readonly PlannedCommit[],
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly commit: string }[]> {
  const at = new Date(clock.nowMs());
  const names = new Map<string, string>();
  const commits = [];
  for (const { operation, files } of planned) {
    const { actorId } = operation;
    const name = names.get(actorId) ?? (await pseudonymOf(db.orm, random, actorId));
    names.set(actorId, name);
    const message = commitMessage(operation, name);
    commits.push({ name, address: `${name}@${addressHost}`, at, message, files });
  }
  const ids = await repository.commit(tip, commits, signal);
  return planned.map(({ operation }, index) => ({ id: operation.id, commit: ids[index] ?? "" }));
}
