import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { AgentError } from "../../errors.ts";

/** The bytes of a file, or of what is piped in where it is named `-`. Throws VAULT_FILE_UNREADABLE. */
export async function readChangeFile(file: string): Promise<Uint8Array> {
  try {
    return file === "-" ? Buffer.from(await text(process.stdin)) : await readFile(file);
  } catch (cause) {
    throw new AgentError("VAULT_FILE_UNREADABLE", { detail: file, cause });
  }
}
