import { existsSync, rmSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { RemedyError } from "../remedy-error.ts";
import type { Folders } from "./folders.ts";

/** Asks before data is deleted. Throws RemedyError when the answer is no, or nobody can be asked. */
export async function confirmFresh(folders: Folders, isAgreed: boolean): Promise<void> {
  if (isAgreed || !existsSync(folders.postgres)) return;
  const refusal = new RemedyError(
    `Nothing was deleted: --fresh removes every account, host and app kept in ${folders.data}.`,
    "Answer yes, or add --yes where nobody can be asked.",
  );
  if (!process.stdin.isTTY) throw refusal;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`  Delete all data in ${folders.data}? [y/N] `);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw refusal;
}

/** Removes all data of this checkout; unpacked programs stay, they are none. */
export function clearData(folders: Folders): void {
  const kept = [
    folders.postgres,
    folders.redis,
    folders.storage,
    folders.secretFile,
    folders.administratorFile,
    folders.administratorSessionFile,
    folders.demo,
    folders.runFile,
  ];
  for (const path of kept) rmSync(path, { recursive: true, force: true });
}
