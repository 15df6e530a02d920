import { recordName } from "@homeport/catalog-format";
import type { Tx } from "@homeport/db";
import { newId } from "@homeport/platform";
import { clearQuarantine, insertQuarantine } from "../quarantine/store.ts";
import type { Judgement } from "../sync/judge-commit.ts";

/** Notes which entries a generation leaves as they were, and that those which it has anew are well again. */
export async function keepQuarantine(
  tx: Tx,
  generation: number,
  { versions, removed, quarantined }: Pick<Judgement, "versions" | "removed" | "quarantined">,
): Promise<void> {
  const changed = versions.map(({ kind, key }) => recordName(kind, key));
  const refused = quarantined.map(({ slug }) => recordName("entry", slug));
  await clearQuarantine(tx, generation, [...changed, ...removed, ...refused]);
  for (const { slug, oid, problems } of quarantined) {
    await insertQuarantine(tx, { id: newId(), slug, oid, problems, generation });
  }
}
