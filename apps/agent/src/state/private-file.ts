import { open, readFile, rename, rm } from "node:fs/promises";
import { AgentError } from "../errors.ts";

/**
 * Writes `text` to `file` so that a crash leaves either the old or the new content: to a temporary
 * name with mode 0600, synced, then renamed. Throws `STATE_UNWRITABLE` where the disk takes no more.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.new`;
  try {
    await writeWhole(partial, text);
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => undefined);
    const why = cause instanceof Error && "code" in cause ? String(cause.code) : "failed";
    throw new AgentError("STATE_UNWRITABLE", { detail: `${file}: ${why}`, cause });
  }
}

async function writeWhole(partial: string, text: string): Promise<void> {
  const handle = await open(partial, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The content of `file`, or null when there is none; any other failure is thrown. */
export async function readFileIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return null;
    throw error;
  }
}

/** Whether `error` is a system error with that code, such as `ENOENT`. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
