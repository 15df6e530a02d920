import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { goodTree } from "@homeport/catalog-format/testing";
import { systemClock } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DataRepository, openDataRepository } from "../../test/data-repository.ts";
import { openRepository, type Repository } from "./repository.ts";
import { type GitSettings, runGit } from "./run-git.ts";

let folder: string;
let data: DataRepository;
let repository: Repository;

const { signal } = new AbortController();

function settings(): GitSettings {
  return {
    clock: systemClock,
    folder: join(folder, "clone.git"),
    protocol: "file",
    credentials: {},
  };
}

/** Makes a file of each object that the clone has in a pack. */
async function unpack(): Promise<void> {
  const packs = join(folder, "clone.git", "objects", "pack");
  const names = (await readdir(packs)).filter((name) => name.endsWith(".pack"));
  const inputs = await Promise.all(names.map((name) => readFile(join(packs, name))));
  // What is in a pack already is not written once more.
  await rm(packs, { recursive: true });
  for (const input of inputs) {
    await runGit(settings(), { args: ["unpack-objects", "-q"], input, deadlineMs: 10_000 });
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homeport-repository-"));
  data = await openDataRepository(join(folder, "data"));
  repository = openRepository({ ...settings(), remote: data.remote, branch: "main" });
});
afterEach(async () => {
  await repository[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

describe("a clone", () => {
  it("is made anew when it is corrupt, and the corrupt one is kept aside", async () => {
    const commit = await data.push(goodTree());
    await repository.prepare(signal);
    await repository.fetch(signal);
    await writeFile(join(folder, "clone.git", "HEAD"), "nonsense");
    await repository.prepare(signal);
    expect(await repository.fetch(signal)).toBe(commit);
    expect(await readFile(join(folder, "clone.git.corrupt", "HEAD"), "utf8")).toBe("nonsense");
  });

  it("is made anew when a pack of it is cut off, and when an object is missing", async () => {
    const commit = await data.push(goodTree());
    await repository.prepare(signal);
    await repository.fetch(signal);
    await repository.repack(signal);
    const packs = join(folder, "clone.git", "objects", "pack");
    const pack = (await readdir(packs)).find((name) => name.endsWith(".pack")) ?? "";
    await chmod(join(packs, pack), 0o644);
    await truncate(join(packs, pack), 100);
    const listing = repository.listTree(commit);
    await expect(listing).rejects.toMatchObject({ code: "CATALOG_GIT_FAILED" });
    await repository.prepare(signal);
    expect((await stat(join(folder, "clone.git.corrupt"))).isDirectory()).toBe(true);
    expect(await repository.fetch(signal)).toBe(commit);
    const [item] = await repository.listTree(commit, ["catalog.toml"]);
    const oid = item?.oid ?? "";
    for (const part of [oid.slice(0, 2), "pack"]) {
      await rm(join(folder, "clone.git", "objects", part), { recursive: true, force: true });
    }
    await rm(join(folder, "clone.git.corrupt"), { recursive: true });
    await expect(repository.read(oid)).rejects.toMatchObject({ code: "CATALOG_OBJECT_MISSING" });
    await repository.prepare(signal);
    expect((await stat(join(folder, "clone.git.corrupt"))).isDirectory()).toBe(true);
    await repository.fetch(signal);
    expect((await repository.read(oid)).toString()).toContain('name = "Example"');
  });

  it.each([
    ["is missing", (file: string) => rm(file)],
    ["is damaged", (file: string) => writeFile(file, "nonsense")],
  ])("is made anew when what a fetch builds on %s", async (_how, harm) => {
    const lines = Array.from({ length: 500 }, (_, n) => `Line ${n}.\n`).join("");
    await data.push(new Map([["notes.md", lines]]));
    await repository.prepare(signal);
    await repository.fetch(signal);
    await unpack();
    // The remote sends the next version of it as what has changed.
    const oid = await data.git("rev-parse", "HEAD:notes.md");
    const file = join(folder, "clone.git", "objects", oid.slice(0, 2), oid.slice(2));
    await chmod(file, 0o644);
    await harm(file);
    const commit = await data.push(new Map([["notes.md", `${lines}The end.\n`]]));
    await expect(repository.fetch(signal)).rejects.toMatchObject({ code: "CATALOG_FETCH_FAILED" });
    await repository.prepare(signal);
    expect((await stat(join(folder, "clone.git.corrupt"))).isDirectory()).toBe(true);
    expect(await repository.fetch(signal)).toBe(commit);
  });

  it("stays when it is the remote that does not answer", async () => {
    const commit = await data.push(goodTree());
    await repository.prepare(signal);
    await repository.fetch(signal);
    await data.takeAway();
    await expect(repository.fetch(signal)).rejects.toMatchObject({ code: "CATALOG_FETCH_FAILED" });
    await repository.prepare(signal);
    expect(await repository.has(commit)).toBe(true);
    await expect(stat(join(folder, "clone.git.corrupt"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("stays when somebody asked for an object that there never was", async () => {
    const commit = await data.push(goodTree());
    await repository.prepare(signal);
    await repository.fetch(signal);
    await expect(repository.read("0".repeat(39).concat("1"))).rejects.toThrow();
    await repository.prepare(signal);
    expect(await repository.has(commit)).toBe(true);
    await expect(stat(join(folder, "clone.git.corrupt"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("has the time of a clone for its first fetch, and that of a fetch for any later one", async () => {
    const commit = await data.push(goodTree());
    await using timed = openRepository({
      ...{ ...settings(), remote: data.remote, branch: "main" },
      deadlines: { cloneMs: 30_000, fetchMs: 0 },
    });
    await timed.prepare(signal);
    expect(await timed.fetch(signal)).toBe(commit);
    // A git that has ended before anybody looked at the clock is no failure.
    const refused = await waitFor(
      () =>
        timed.fetch(signal).then(
          () => null,
          (error: unknown) => ({ error }),
        ),
      { deadlineMs: 10_000, what: "a fetch that is cut off" },
    );
    expect(refused.error).toMatchObject({ code: "CATALOG_GIT_DEADLINE" });
  });

  it("loses the locks that a killed git has left", async () => {
    await data.push(goodTree());
    await repository.prepare(signal);
    const lock = join(folder, "clone.git", "packed-refs.lock");
    await writeFile(lock, "");
    await repository.prepare(signal);
    await expect(stat(lock)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("tells of one commit on top of another what git says of it, and asks git about any other", async () => {
    const tree = goodTree();
    const first = await data.push(tree);
    tree.set("README.md", "# Another\n");
    const second = await data.push(tree);
    tree.set("apps/no/notes/description.md", "Third.\n");
    const third = await data.push(tree);
    const runs: string[] = [];
    await using counted = openRepository({
      ...{ ...settings(), remote: data.remote, branch: "main" },
      onRun: (command) => runs.push(command),
    });
    await counted.prepare(signal);
    await counted.fetch(signal);
    const tell = async (after: string) => {
      const isAncestor = await counted.isAncestor(after, third);
      const reachable = await counted.reachable(after, third, 10);
      const paths: string[][] = [];
      for await (const touch of counted.history(after, third)) {
        paths.push([touch.at.toISOString(), ...touch.paths]);
      }
      return { isAncestor, reachable, paths };
    };
    runs.length = 0;
    expect(await tell(second)).toEqual({
      ...{ isAncestor: true, reachable: [third] },
      paths: [["2026-01-03T00:00:00.000Z", "apps/no/notes/description.md"]],
    });
    expect(await counted.treeOf(third)).toBe(await data.git("rev-parse", `${third}^{tree}`));
    expect(runs).toEqual(["diff-tree"]);
    expect(await tell(first)).toEqual({
      ...{ isAncestor: true, reachable: [third, second] },
      paths: [
        ["2026-01-03T00:00:00.000Z", "apps/no/notes/description.md"],
        ["2026-01-02T00:00:00.000Z", "README.md"],
      ],
    });
    expect(await counted.isAncestor(third, second)).toBe(false);
    expect(runs).toEqual(["diff-tree", "merge-base", "rev-list", "log", "merge-base"]);
  });

  it("leaves a commit to git whose message is larger than anything that is read, and reads on", async () => {
    const first = await data.push(goodTree());
    await writeFile(join(folder, "message"), "a".repeat(2 * 1024 * 1024));
    await data.git("commit", "--allow-empty", "--quiet", "--file", join(folder, "message"));
    await data.git("push", "--quiet", "origin", "main");
    const large = await data.git("rev-parse", "HEAD");
    await repository.prepare(signal);
    expect(await repository.fetch(signal)).toBe(large);
    await expect(repository.read(large)).rejects.toMatchObject({ code: "CATALOG_OBJECT_MISSING" });
    expect(await repository.treeOf(large)).toBe(await data.git("rev-parse", `${large}^{tree}`));
    expect(await repository.isAncestor(first, large)).toBe(true);
    expect(await repository.reachable(first, large, 10)).toEqual([large]);
    const [item] = await repository.listTree(large, ["catalog.toml"]);
    expect((await repository.read(item?.oid ?? "")).toString()).toContain('name = "Example"');
  });

  it("tells an object that is not there, and reads the next one", async () => {
    const commit = await data.push(goodTree());
    await repository.prepare(signal);
    await repository.fetch(signal);
    const missing = "0123456789012345678901234567890123456789";
    await expect(repository.read(missing)).rejects.toMatchObject({
      code: "CATALOG_OBJECT_MISSING",
    });
    const [item] = await repository.listTree(commit, ["catalog.toml"]);
    expect((await repository.read(item?.oid ?? "")).toString()).toContain('name = "Example"');
  });
});

describe("a run of git", () => {
  it("ends at its deadline", async () => {
    await repository.prepare(signal);
    // No program is there and gone within a turn of the event loop.
    const run = runGit(settings(), { args: ["fsck"], deadlineMs: 0 });
    await expect(run).rejects.toMatchObject({ code: "CATALOG_GIT_DEADLINE" });
  });

  it("ends when it says more than it may", async () => {
    const commit = await data.push(goodTree());
    await repository.prepare(signal);
    await repository.fetch(signal);
    const args = ["ls-tree", "-r", commit];
    const run = runGit(settings(), { args, deadlineMs: 10_000, maxOutputBytes: 10 });
    await expect(run).rejects.toMatchObject({ code: "CATALOG_GIT_FAILED" });
  });

  it("speaks over one protocol alone", async () => {
    await repository.prepare(signal);
    const other = openRepository({
      ...settings(),
      protocol: "https",
      ...{ remote: data.remote, branch: "main" },
    });
    await expect(other.fetch(signal)).rejects.toMatchObject({ code: "CATALOG_FETCH_FAILED" });
  });

  it("reads nobody's configuration, and none of this process's variables", async () => {
    await repository.prepare(signal);
    // Where it would look for a person's configuration.
    await writeFile(join(folder, "clone.git", ".gitconfig"), "[user]\n  name = Somebody\n");
    const { output } = await runGit(settings(), {
      args: ["config", "--list", "--show-scope"],
      deadlineMs: 10_000,
    });
    const scopes = new Set(
      output
        .toString()
        .trim()
        .split("\n")
        .map((line) => line.split("\t")[0]),
    );
    expect([...scopes].sort()).toEqual(["command", "local"]);
  });
});
