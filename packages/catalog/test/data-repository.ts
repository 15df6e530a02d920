import { execFile } from "node:child_process";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { TestTree } from "@homeport/catalog-format/testing";

const run = promisify(execFile);

/** A bare repository and a work tree that pushes to it, as whoever keeps a catalog has them. */
export interface DataRepository {
  /** Where a syncer fetches from. */
  readonly remote: string;
  /** Makes the work tree hold exactly these files, commits and pushes; answers the commit. */
  push(tree: TestTree, options?: { force?: boolean }): Promise<string>;
  /** Writes one file of the work tree. */
  write(path: string, text: string): Promise<void>;
  /** Has the remote judge pushes by a program of its own. */
  installHook(name: string, script: string): Promise<void>;
  /** Makes the remote one that does not answer. */
  takeAway(): Promise<{ bringBack(): Promise<void> }>;
  /** Runs git in the work tree. */
  git(...args: string[]): Promise<string>;
}

const author = {
  GIT_AUTHOR_NAME: "Keeper",
  GIT_AUTHOR_EMAIL: "keeper@example.invalid",
  GIT_COMMITTER_NAME: "Keeper",
  GIT_COMMITTER_EMAIL: "keeper@example.invalid",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

const linkModes = { symlink: "120000", submodule: "160000" } as const;
/** What a link is to, as far as nobody follows it. */
const emptyFile = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

/** Makes both in `folder`; dates of commits begin on 1 January 2026 and lie a day apart. */
export async function openDataRepository(folder: string): Promise<DataRepository> {
  const bare = join(folder, "remote.git");
  const work = join(folder, "work");
  let day = 0;
  const git = async (...args: string[]) => {
    const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
    const { stdout } = await run("git", args, {
      cwd: work,
      env: {
        PATH: process.env["PATH"] ?? "",
        ...author,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    });
    return stdout.trim();
  };
  await mkdir(work, { recursive: true });
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare]);
  await git("init", "--quiet", "--initial-branch=main");
  await git("remote", "add", "origin", bare);
  await git("hash-object", "-w", "-t", "blob", "/dev/null");
  return {
    remote: `file://${bare}`,
    git,
    async write(path, text) {
      await mkdir(dirname(join(work, path)), { recursive: true });
      await writeFile(join(work, path), text);
    },
    async installHook(name, script) {
      await mkdir(join(bare, "hooks"), { recursive: true });
      await writeFile(join(bare, "hooks", name), script, { mode: 0o755 });
    },
    async takeAway() {
      await rename(bare, `${bare}.away`);
      return { bringBack: () => rename(`${bare}.away`, bare) };
    },
    async push(tree, { force = false } = {}) {
      await git("read-tree", "--empty");
      for (const name of await readdir(work)) {
        if (name !== ".git") await rm(join(work, name), { recursive: true });
      }
      const links: string[] = [];
      for (const [path, file] of tree) {
        if (typeof file === "object" && "mode" in file) {
          links.push(`${linkModes[file.mode]},${emptyFile},${path}`);
          continue;
        }
        await mkdir(dirname(join(work, path)), { recursive: true });
        await writeFile(join(work, path), file);
      }
      await git("add", "--all");
      for (const link of links)
        await git("update-index", "--add", "--replace", "--cacheinfo", link);
      await git("commit", "--quiet", "--allow-empty", "--message", `Day ${day}`);
      day += 1;
      await git("push", "--quiet", ...(force ? ["--force"] : []), "origin", "main");
      return git("rev-parse", "HEAD");
    },
  };
}
