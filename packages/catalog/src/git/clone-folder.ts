import { readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";

// What is known of a clone by its folder alone, without a run of git.

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** What a folder has to hold to be a repository: git looks at no more before it begins. Null where some of it is missing. */
export async function readVitals(folder: string): Promise<string | null> {
  try {
    const texts = ["HEAD", "config"].map((name) => readFile(join(folder, name), "utf8"));
    await Promise.all(["objects", "refs"].map((name) => readdir(join(folder, name))));
    return (await Promise.all(texts)).join("\0");
  } catch {
    return null;
  }
}

/** The id in a ref's own file; null where git keeps it in another way. */
export async function readRef(folder: string, ref: string): Promise<string | null> {
  const text = await readFile(join(folder, ref), "utf8").catch(() => "");
  return /^([0-9a-f]{40}|[0-9a-f]{64})\n$/.test(text) ? text.trim() : null;
}

/** A git that was killed leaves its lock files; nobody else works in this folder. */
export async function removeLocks(folder: string, refs: readonly string[]): Promise<void> {
  const names = [
    "HEAD.lock",
    "config.lock",
    "packed-refs.lock",
    "shallow.lock",
    ...refs.map((ref) => `${ref}.lock`),
  ];
  for (const name of names) await rm(join(folder, name), { force: true });
}

/** One corrupt clone is kept for whoever wants to know why. */
export async function setAside(folder: string): Promise<void> {
  const aside = `${folder}.corrupt`;
  await rm(aside, { recursive: true, force: true });
  await rename(folder, aside);
}
