import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { TreeItem } from "@homeport/catalog-format";
import { isHomeportError } from "@homeport/platform";
import { CatalogError } from "../errors.ts";
import { type BlobReader, openBlobReader } from "./blob-reader.ts";
import { exists, readRef, readVitals, removeLocks, setAside } from "./clone-folder.ts";
import { type CommitFacts, readCommitFacts } from "./commit-facts.ts";
import { readHistory, type Touch } from "./history.ts";
import { type ImportedCommit, writeImportStream } from "./import-stream.ts";
import { readChangedPaths, readTreeItems } from "./listings.ts";
import { type PushOutcome, readPush } from "./push-outcome.ts";
import { type GitRun, type GitSettings, runGit } from "./run-git.ts";

/** A bare clone of the data repository: what a syncer knows of git. Ids are full hexadecimal object ids. */
export interface Repository extends AsyncDisposable {
  /**
   * Makes the clone where there is none, takes leftovers of a killed process away, sets a corrupt one aside: also one of which something
   * could not be read before, once a look at all of it agrees.
   */
  prepare(signal: AbortSignal): Promise<void>;
  /**
   * Brings the branch's newest commit here and answers it. Throws CATALOG_FETCH_FAILED, CATALOG_BRANCH_MISSING,
   * CATALOG_GIT_DEADLINE; nothing that is served hangs on it.
   */
  fetch(signal: AbortSignal): Promise<string>;
  treeOf(commit: string): Promise<string>;
  /** Whether a commit is here. */
  has(commit: string): Promise<boolean>;
  /** Whether `older` is `newer` or in its history; a commit that is not here is in nobody's history. */
  isAncestor(older: string, newer: string): Promise<boolean>;
  /** The line of first parents from `after` (not with it; all of it when null) to `until`, the newest first. */
  firstParents(after: string | null, until: string, most: number): Promise<string[]>;
  /** All commits that `until` reaches and `after` does not, the newest first. */
  reachable(after: string | null, until: string, most: number): Promise<string[]>;
  /** Values of a trailer in the commits that `until` reaches and `after` does not, each with the newest commit that says it. */
  trailers(name: string, after: string, until: string): Promise<Map<string, string>>;
  /** Paths that differ between the trees of two commits. */
  changedPaths(from: string, to: string): Promise<string[]>;
  /** Everything in a commit's tree, or what stands at or below these paths. */
  listTree(commit: string, below?: readonly string[]): Promise<TreeItem[]>;
  /** When paths were touched on the line of first parents, the newest first. */
  history(after: string | null, until: string): AsyncIterable<Touch>;
  read(oid: string): Promise<Buffer>;
  /** Makes commits that follow one another and `from`; answers their ids. They are nobody's branch yet. */
  commit(from: string, commits: readonly ImportedCommit[], signal: AbortSignal): Promise<string[]>;
  /**
   * Asks the remote to make a commit the branch's newest one, and never to give anything up for it. Throws CATALOG_FETCH_FAILED and
   * CATALOG_GIT_DEADLINE where the remote does not answer: whether it has taken the commit is then unknown.
   */
  push(commit: string, signal: AbortSignal): Promise<PushOutcome>;
  /** Packs what fetches have left behind. */
  repack(signal: AbortSignal): Promise<void>;
}

export interface RepositoryInput extends GitSettings {
  readonly remote: string;
  readonly branch: string;
  /** For tests: how long the first fetch may take, which brings everything, and any later one. */
  readonly deadlines?: { readonly cloneMs: number; readonly fetchMs: number };
}

const fetchMs = 60_000;
const cloneMs = 600_000;
const otherMs = 15_000;
const fetchedRef = "refs/homeport/remote";
const writtenRef = "refs/homeport/written";
/** Paths for one run: far below what a machine takes as arguments. */
const pathsAtOnce = 500;

/**
 * What most pushes are, one commit on top of what is known already, is told by the commit itself, which the child that stays reads; a
 * child for each of these questions costs a sync more than all that it judges.
 */
export function openRepository(input: RepositoryInput): Repository {
  const { folder, remote, branch, deadlines = { cloneMs, fetchMs } } = input;
  let blobs: BlobReader = openBlobReader(input);

  /** Something of the clone could not be read since it was last found to be whole. */
  let isDoubtful = false;

  async function git(args: readonly string[], more: Partial<GitRun> = {}) {
    try {
      return await runGit(input, { deadlineMs: otherMs, ...more, args });
    } catch (error) {
      isDoubtful ||= isHomeportError(error) && error.code === "CATALOG_GIT_FAILED";
      throw error;
    }
  }

  /** Reads all that is in the clone: what git needs to begin may be there, and an object missing or a pack cut off. */
  async function isSound(signal: AbortSignal): Promise<boolean> {
    try {
      const args = ["fsck", "--full", "--no-dangling", "--no-progress"];
      await runGit(input, { args, signal, deadlineMs: cloneMs });
      return true;
    } catch (error) {
      signal.throwIfAborted();
      if (!isHomeportError(error) || error.code === "CATALOG_GIT_MISSING") throw error;
      return false;
    }
  }

  async function lines(args: readonly string[]): Promise<string[]> {
    const { output } = await git(args);
    return output
      .toString("latin1")
      .split("\n")
      .filter((line) => line !== "");
  }

  /** What git took the folder for a repository by, the last time that it was asked. */
  let known: string | null = null;

  async function isWhole(): Promise<boolean> {
    const seen = await readVitals(folder);
    if (seen !== null && seen === known) return true;
    try {
      const { exit } = await git(["rev-parse", "--git-dir"], { expectedExits: [128] });
      known = exit === 0 ? seen : null;
      return exit === 0;
    } catch (error) {
      if (isHomeportError(error) && error.code === "CATALOG_GIT_FAILED") return false;
      throw error;
    }
  }

  async function read(oid: string): Promise<Buffer> {
    try {
      return await blobs.read(oid);
    } catch (error) {
      // A child that was started before a fetch may not know what the fetch has packed.
      if (!isMissing(error)) throw error;
      await blobs[Symbol.asyncDispose]();
      blobs = openBlobReader(input);
      return blobs.read(oid);
    }
  }

  /** Null for a commit that is not here. */
  async function factsOf(commit: string): Promise<CommitFacts | null> {
    try {
      return readCommitFacts(await read(commit));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** The facts of a commit that has this one parent; null for any other, and for one that is not here. */
  async function factsOnTopOf(parent: string | null, commit: string): Promise<CommitFacts | null> {
    const facts = parent === null ? null : await factsOf(commit);
    return facts?.parents.length === 1 && facts.parents[0] === parent ? facts : null;
  }

  /** Two commits differ in the same paths for ever; a sync asks twice. */
  let lastChange = { from: "", to: "", paths: [] as string[] };

  async function changedPaths(from: string, to: string): Promise<string[]> {
    if (lastChange.from === from && lastChange.to === to) return lastChange.paths;
    const { output } = await git(["diff-tree", "-r", "-z", "--raw", "--no-renames", from, to]);
    lastChange = { from, to, paths: readChangedPaths(output) };
    return lastChange.paths;
  }

  return {
    async read(oid) {
      try {
        return await read(oid);
      } catch (error) {
        isDoubtful ||= isHomeportError(error);
        throw error;
      }
    },
    changedPaths,
    async prepare(signal) {
      await mkdir(folder, { recursive: true });
      await removeLocks(folder, [fetchedRef, writtenRef]);
      if (await exists(join(folder, "HEAD"))) {
        if ((await isWhole()) && (!isDoubtful || (await isSound(signal)))) {
          isDoubtful = false;
          return;
        }
        await setAside(folder);
        await mkdir(folder, { recursive: true });
      }
      isDoubtful = false;
      await blobs[Symbol.asyncDispose]();
      blobs = openBlobReader(input);
      await git(["init", "--bare", "--quiet", folder], { signal, deadlineMs: cloneMs });
    },
    async fetch(signal) {
      const refspec = `+refs/heads/${branch}:${fetchedRef}`;
      const isFirst = (await readRef(folder, fetchedRef)) === null;
      const deadlineMs = isFirst ? deadlines.cloneMs : deadlines.fetchMs;
      const { exit, words } = await git(
        ["fetch", "--no-tags", "--no-auto-gc", "--no-write-fetch-head", "--quiet", remote, refspec],
        { signal, deadlineMs, expectedExits: [1, 128] },
      );
      if (exit !== 0) {
        isDoubtful ||= soundsCorrupt(words);
        const isGone = words.includes("couldn't find remote ref");
        throw new CatalogError(isGone ? "CATALOG_BRANCH_MISSING" : "CATALOG_FETCH_FAILED", {
          detail: words,
        });
      }
      const tip = await readRef(folder, fetchedRef);
      return tip ?? (await lines(["rev-parse", "--verify", `${fetchedRef}^{commit}`]))[0] ?? "";
    },
    async treeOf(commit) {
      const facts = await factsOf(commit);
      if (facts !== null) return facts.tree;
      return (await lines(["rev-parse", "--verify", `${commit}^{tree}`]))[0] ?? "";
    },
    async has(commit) {
      const args = ["rev-parse", "--verify", "--quiet", `${commit}^{commit}`];
      return (await git(args, { expectedExits: [1, 128] })).exit === 0;
    },
    async isAncestor(older, newer) {
      if ((await factsOnTopOf(older, newer)) !== null) return true;
      const { exit } = await git(["merge-base", "--is-ancestor", older, newer], {
        expectedExits: [1, 128],
      });
      return exit === 0;
    },
    firstParents: (after, until, most) =>
      lines(["rev-list", "--first-parent", `--max-count=${most}`, ...range(after, until)]),
    async reachable(after, until, most) {
      if ((await factsOnTopOf(after, until)) !== null) return [until];
      return lines(["rev-list", `--max-count=${most}`, ...range(after, until)]);
    },
    async trailers(name, after, until) {
      const format = `--format=%H %(trailers:key=${name},valueonly,separator=%x20)`;
      const found = new Map<string, string>();
      for (const line of await lines(["log", format, ...range(after, until)])) {
        const [commit = "", ...values] = line.split(" ");
        for (const value of values) if (!found.has(value)) found.set(value, commit);
      }
      return found;
    },
    async listTree(commit, below) {
      if (below === undefined) {
        return readTreeItems((await git(["ls-tree", "-r", "-z", "-l", commit])).output);
      }
      const items: TreeItem[] = [];
      for (let at = 0; at < below.length; at += pathsAtOnce) {
        const some = below.slice(at, at + pathsAtOnce);
        const { output } = await git(["ls-tree", "-r", "-z", "-l", commit, "--", ...some]);
        items.push(...readTreeItems(output));
      }
      return items;
    },
    async *history(after, until) {
      const facts = await factsOnTopOf(after, until);
      if (facts !== null && after !== null) {
        yield { at: facts.committedAt, paths: await changedPaths(after, until) };
        return;
      }
      const { output } = await git(
        [
          "log",
          "--first-parent",
          "-m",
          "--name-only",
          "--no-renames",
          "-z",
          "--format=%x01%ct",
          ...range(after, until),
        ],
        { deadlineMs: fetchMs },
      );
      yield* readHistory(output);
    },
    async commit(from, commits, signal) {
      const stream = writeImportStream(writtenRef, from, commits);
      // The ref is this clone's own and begins anew at each `from`.
      const args = ["fast-import", "--quiet", "--force", "--done", "--date-format=raw"];
      const { output } = await git(args, { signal, input: stream, deadlineMs: fetchMs });
      return output.toString("latin1").trim().split("\n");
    },
    async push(commit, signal) {
      const { output, words, exit } = await git(
        ["push", "--porcelain", "--no-verify", remote, `${commit}:refs/heads/${branch}`],
        { signal, deadlineMs: fetchMs, expectedExits: [1, 128] },
      );
      const outcome = readPush(output.toString("utf8"), words);
      if (outcome !== null) return outcome;
      throw new CatalogError("CATALOG_FETCH_FAILED", {
        detail: `push ended with ${exit}: ${words}`,
      });
    },
    async repack(signal) {
      await git(["repack", "-d", "--quiet"], { signal, deadlineMs: cloneMs });
    },
    [Symbol.asyncDispose]: () => blobs[Symbol.asyncDispose](),
  };
}

/** What git says where its own objects are the trouble, and not what the other side says of its. */
function soundsCorrupt(words: string): boolean {
  const own = words.split("\n").filter((line) => !line.startsWith("remote:"));
  return own.some((line) =>
    /pack|corrupt|bad object|missing (blob|tree|commit)|did not send all|unable to read|unresolved|loose object|bad revision/i.test(
      line,
    ),
  );
}

function isMissing(error: unknown): boolean {
  return isHomeportError(error) && error.code === "CATALOG_OBJECT_MISSING";
}

function range(after: string | null, until: string): string[] {
  return after === null ? [until] : [until, `^${after}`];
}
