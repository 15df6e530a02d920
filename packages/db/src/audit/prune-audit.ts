import { invariant, type RequestContext } from "@homeport/platform";
import { DbError } from "../errors.ts";
import type { Db } from "../open-db.ts";
import {
  type AuditRow,
  deleteAuditRowsBefore,
  isPastKeeping,
  selectAuditRowsBefore,
  takeYourTime,
} from "./store.ts";

/** Where rows are written out before they go. */
export interface AuditArchive {
  add(rows: readonly AuditRow[]): Promise<void>;
  /** All that was added is safe once this resolves; answers the SHA-256 of it, in hexadecimal. */
  finish(): Promise<string>;
}

const batchRows = 1_000;

/**
 * Takes every row before that instant out of the audit log, after the archive has them, and says so in a row of its own: all in
 * one transaction. The only way by which a row goes. Answers how many went. Throws AUDIT_KEPT for what is younger than 400
 * days, and what the archive throws; then nothing has gone.
 */
export async function pruneAudit(
  db: Db,
  ctx: RequestContext,
  { before, archive }: { readonly before: Date; readonly archive: AuditArchive },
): Promise<number> {
  const target = { kind: "audit", id: before.toISOString() };
  return await db.write(ctx, { action: "audit.prune", target }, async (tx, scope) => {
    if (!(await isPastKeeping(tx, before))) throw new DbError("AUDIT_KEPT");
    await takeYourTime(tx);
    let written = 0;
    for (let afterId = ""; ; ) {
      const rows = await selectAuditRowsBefore(tx, { before, afterId, limit: batchRows });
      const last = rows.at(-1);
      if (last === undefined) break;
      await archive.add(rows);
      written += rows.length;
      afterId = last.id;
    }
    const sha256 = await archive.finish();
    const gone = await deleteAuditRowsBefore(tx, before);
    invariant(gone === written, `${gone} rows would go, and ${written} were written out`);
    scope.note({ rows: gone, sha256 });
    return gone;
  });
}
