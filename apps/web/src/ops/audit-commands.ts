import { createHash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { type AuditRow, DbError, pruneAudit } from "@homeport/db";
import { z } from "zod";
import type { Command } from "./answer.ts";
import type { CommandOptions } from "./commands.ts";

const day = z.iso.date();

/** `audit prune --before DATE [--to FILE]`, or null where that is not what the words say. */
export function pruneCommand(verb: string | undefined, options: CommandOptions): Command | null {
  const before = day.safeParse(options.before);
  if (verb !== "prune" || !before.success) return null;
  const { to = `audit-before-${before.data}.jsonl` } = options;
  return async ({ db, ...ctx }) => {
    const archive = await createArchive(to);
    try {
      const rows = await pruneAudit(db, ctx, {
        before: new Date(`${before.data}T00:00:00Z`),
        archive,
      });
      return { done: `${rows} rows from before ${before.data} are in ${to}, and there alone.` };
    } catch (error) {
      // Whether they have gone is open then, and the file may be the only place where they are.
      const isOpen = error instanceof DbError && error.code === "OUTCOME_UNKNOWN";
      if (!isOpen) await rm(to, { force: true });
      throw error;
    } finally {
      await archive[Symbol.asyncDispose]();
    }
  };
}

/** A new file, a row a line as JSON. Rejects where something of that name is there already. */
async function createArchive(path: string) {
  const file = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  return {
    async add(rows: readonly AuditRow[]): Promise<void> {
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      hash.update(text);
      await file.appendFile(text);
    },
    async finish(): Promise<string> {
      await file.sync();
      return hash.digest("hex");
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
