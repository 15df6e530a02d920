import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { validateTree } from "@homeport/catalog-format";
import {
  goodTree,
  type TestFile,
  type TestTree,
  toTreeInput,
} from "@homeport/catalog-format/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEnv } from "../env.ts";
import { AgentError } from "../errors.ts";
import { createCommandContext } from "./context.ts";
import { type LintOptions, lintCatalog } from "./lint-catalog.ts";
import type { Output } from "./output.ts";

const entry = fileURLToPath(new URL("../main.ts", import.meta.url));
const app = "apps/no/notes/app.toml";
let home: string;
let folders = 0;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "homeport-lint-"));
});
afterAll(() => rm(home, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], cwd = home): Promise<Ran> {
  return new Promise((resolve) => {
    const who = {
      GIT_AUTHOR_NAME: "t",
      GIT_AUTHOR_EMAIL: "t@t.invalid",
      GIT_CONFIG_GLOBAL: "/dev/null",
    };
    const env = {
      ...process.env,
      ...who,
      GIT_COMMITTER_NAME: "t",
      GIT_COMMITTER_EMAIL: "t@t.invalid",
    };
    execFile(
      program,
      args,
      { cwd, env: { ...env, HOMEPORT_HOME: home } },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      },
    );
  });
}

const homeport = (...args: string[]) => run(process.execPath, [entry, "catalog", "lint", ...args]);

/** Runs the command in this process. */
async function lint(
  folder: string,
  options: Partial<LintOptions> = {},
): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const output: Output = {
    line: (text) => lines.push(text),
    text: (text) => lines.push(text),
    result: (_value, text) => lines.push(text),
    record: (_json, text) => lines.push(text),
    progress: (_json, text) => lines.push(text),
    failure: (error) => (error instanceof AgentError ? error.exitCode : 1),
  };
  const ctx = createCommandContext(readEnv({ HOMEPORT_HOME: home }), output);
  try {
    await lintCatalog(ctx, folder, { format: "text", ...options });
    return { code: 0, lines };
  } catch (error) {
    return { code: output.failure(error), lines };
  }
}

/** Writes a tree of texts into a folder of its own. */
async function write(tree: TestTree): Promise<string> {
  folders += 1;
  const folder = join(home, String(folders));
  await writeInto(folder, tree);
  return folder;
}

async function writeInto(folder: string, tree: TestTree): Promise<void> {
  for (const [path, file] of tree) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    if (typeof file === "string" || file instanceof Uint8Array)
      await writeFile(join(folder, path), file);
    else await symlink("nowhere", join(folder, path));
  }
}

function withoutDigest(tree: Map<string, TestFile>): Map<string, TestFile> {
  const path = "apps/no/notes/releases/1.0.0.toml";
  return tree.set(path, String(tree.get(path)).replace(/digest.*\n/, ""));
}

/** The good tree with three things wrong, of which one is a warning. */
function wrongTree(): TestTree {
  return withoutDigest(goodTree())
    .set("categories/writing.toml", 'name = "Writing"\norder = 10\ncolour = "red, 100%"\n')
    .set("maintainers/link.toml", { mode: "symlink" });
}

describe.concurrent("homeport catalog lint", { timeout: 30_000 }, () => {
  it("is content with a folder in which nothing is wrong", async () => {
    const ran = await homeport(await write(goodTree()), "--strict");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
  });

  it("says in the end how many problems there are, and exits with 1", async () => {
    const folder = await write(wrongTree());
    const ran = await homeport(folder, "--json");
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      code: "CATALOG_PROBLEMS",
      message: expect.stringContaining(`2 in ${folder}`),
    });
    expect(JSON.parse(ran.stdout).problemCount).toBe(3);
  });

  it("lists each problem with file, line, column and rule", async () => {
    const { lines } = await lint(await write(wrongTree()));
    expect(lines).toEqual([
      "apps/no/notes/releases/1.0.0.toml:4:1 release/digest-missing images.0: example/notes:1.0.0 has no digest, so what it holds may change",
      "categories/writing.toml:3:1 record/unknown-key colour: colour is not a key that is known here",
      "maintainers/link.toml:1:1 tree/symlink is a link, and only plain files are read",
    ]);
  });

  it("speaks to GitHub's runners in their own words", async () => {
    const { lines } = await lint(await write(wrongTree()), { format: "github" });
    expect(lines[0]).toMatch(
      /^::warning file=apps\/no\/notes\/releases\/1\.0\.0\.toml,line=4,col=1,/,
    );
    expect(lines[1]).toMatch(
      /^::error file=categories\/writing\.toml,line=3,col=1,title=record\/unknown-key::colour/,
    );
  });

  it("reports the same problems as whoever takes the tree over", async () => {
    const tree = wrongTree();
    const { items, read } = toTreeInput(tree);
    const { problems, problemCount } = validateTree(items, { read });
    const { lines } = await lint(await write(tree), { format: "json" });
    expect(JSON.parse(lines.join(""))).toEqual({ problems, problemCount });
  });

  it("lets a warning pass unless it is strict", async () => {
    const folder = await write(withoutDigest(goodTree()));
    expect((await lint(folder)).code).toBe(0);
    expect((await lint(folder, { strict: true })).code).toBe(1);
  });

  it.each([
    ["a folder that is not there", ["/nowhere-at-all"], "CATALOG_UNREADABLE"],
    ["half a range", ["--changed", "main"], "USAGE_WRONG"],
  ])("exits with 2 for %s", async (_what, args, code) => {
    const ran = await homeport(...args, "--json");
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.stderr).error.code).toBe(code);
  });

  it("judges of a range what it changes and what that does to others, from the commits alone", async () => {
    const folder = await write(goodTree().set("categories/odd.toml", "was wrong before\n"));
    const git = (...args: string[]) => run("git", args, folder);
    await git("init", "-q", "-b", "main");
    await git("add", "-A");
    await git("commit", "-qm", "One");
    await git("checkout", "-qb", "change");
    await rm(join(folder, "categories/writing.toml"));
    await writeInto(folder, new Map([["maintainers/bob.toml", 'name = "b@b.example"\n']]));
    await git("add", "-A");
    await git("commit", "-qm", "Two");
    await writeInto(folder, new Map([["catalog.toml", "not committed"]]));
    const changed = { base: "main", head: "change" };
    const { lines } = await lint(folder, { changed, format: "json" });
    expect(JSON.parse(lines.join("")).problems).toMatchObject([
      { path: app, rule: "ref/category" },
      { path: "maintainers/bob.toml", rule: "record/email", line: 1 },
    ]);
    expect((await lint(folder, { changed: { base: "main", head: "main" } })).code).toBe(0);
    expect((await lint(folder, { changed: { base: "main", head: "--all" } })).code).toBe(2);
    expect((await lint(home, { changed })).code).toBe(2);
  });
});
