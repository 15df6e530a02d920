import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { type PlannedCommit, planCommits } from "./plan-commits.ts";

const author = "Homeport <catalog@homeport.invalid>";
const branch = "main";
const withinMs = 60_000;

/** Where the starting catalog lies as plain files. */
export const starterFolder = fileURLToPath(
  new URL("../../packages/catalog/fixtures/starter", import.meta.url),
);

export type BuiltStarter =
  /** Made now. */
  | { readonly outcome: "built"; readonly head: string }
  /** Something was there already, and is as it was. */
  | { readonly outcome: "kept" }
  /** This machine has no git. */
  | { readonly outcome: "no-git" };

/**
 * Makes a bare repository of the starting catalog at `repository`. It appears there whole or not at all. Its commits are the same
 * on every machine: authors and dates are fixed, and neither git's configuration nor a work tree plays a part.
 */
export async function buildStarter(
  repository: string,
  from = starterFolder,
): Promise<BuiltStarter> {
  if (existsSync(repository)) return { outcome: "kept" };
  await mkdir(dirname(repository), { recursive: true });
  const draft = await mkdtemp(join(dirname(repository), ".catalog-"));
  try {
    const head = await commitAll(draft, from);
    await rename(draft, repository);
    return { outcome: "built", head };
  } catch (error) {
    if (isErrno(error, "ENOENT") && error.syscall?.startsWith("spawn"))
      return { outcome: "no-git" };
    // Another start was faster.
    if (isErrno(error, "ENOTEMPTY") || isErrno(error, "EEXIST")) return { outcome: "kept" };
    throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function commitAll(draft: string, from: string): Promise<string> {
  const files = await readFiles(from);
  await git([
    "init",
    "--quiet",
    "--bare",
    "--object-format=sha1",
    `--initial-branch=${branch}`,
    draft,
  ]);
  const stream = planCommits([...files.keys()]).flatMap((commit) => writeCommit(commit, files));
  await git([`--git-dir=${draft}`, "fast-import", "--quiet"], Buffer.concat(stream));
  return (await git([`--git-dir=${draft}`, "rev-parse", `refs/heads/${branch}`])).trim();
}

/** A commit in the language of git fast-import; it goes on from the one before on its branch. */
function writeCommit(
  { subject, atSeconds, paths }: PlannedCommit,
  files: ReadonlyMap<string, Buffer>,
): Buffer[] {
  const when = `${author} ${atSeconds} +0000`;
  const head = `commit refs/heads/${branch}\nauthor ${when}\ncommitter ${when}\n${written(`${subject}\n`)}`;
  const added = paths.flatMap((path) => {
    const bytes = files.get(path) ?? Buffer.alloc(0);
    return [
      Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from("\n"),
    ];
  });
  return [Buffer.from(`${head}\n`), ...added];
}

function written(message: string): string {
  return `data ${Buffer.byteLength(message)}\n${message}`;
}

async function readFiles(folder: string): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.set(relative(folder, file).replaceAll(sep, "/"), await readFile(file));
  }
  return files;
}

async function git(args: readonly string[], input = Buffer.alloc(0)): Promise<string> {
  const child = spawn("git", args, {
    stdio: ["pipe", "pipe", "pipe"],
    signal: AbortSignal.timeout(withinMs),
  });
  // It may end before it has read everything, and says why on its own.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [said, complaint, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  if (code !== 0) throw new Error(`git ${args[0]} failed: ${complaint.trim()}`);
  return said;
}

function isErrno(error: unknown, code: string): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && error.code === code;
}
