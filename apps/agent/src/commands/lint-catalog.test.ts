import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { validateTree } from "@homeport/catalog-format";
import { goodTree, type TestTree, toTreeInput } from "@homeport/catalog-format/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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

function run(program: string, args: readonly string[], cwd: string): Promise<Ran> {
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

const lint = (cwd: string, ...args: string[]) =>
  run(process.execPath, [entry, "catalog", "lint", ...args], cwd);

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

/** The good tree with three things wrong, of which one is a warning. */
function wrongTree(): TestTree {
  const release = String(goodTree().get("apps/no/notes/releases/1.0.0.toml"));
  return goodTree()
    .set("apps/no/notes/releases/1.0.0.toml", release.replace(/digest.*\n/, ""))
    .set("categories/writing.toml", 'name = "Writing"\norder = 10\ncolour = "red, 100%"\n')
    .set("maintainers/link.toml", { mode: "symlink" });
}

describe.concurrent("homeport catalog lint", { timeout: 30_000 }, () => {
  it("is content with a folder in which nothing is wrong", async () => {
    const ran = await lint(home, await write(goodTree()), "--strict");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
  });

  it("lists each problem with file, line, column and rule, and exits with 1", async () => {
    const ran = await lint(await write(wrongTree()));
    expect(ran.code).toBe(1);
    expect(ran.stdout.split("\n")).toEqual([
      "apps/no/notes/releases/1.0.0.toml:4:1 release/digest-missing images.0: example/notes:1.0.0 has no digest, so what it holds may change",
      "categories/writing.toml:3:1 record/unknown-key colour: colour is not a key that is known here",
      "maintainers/link.toml:1:1 tree/symlink is a link, and only plain files are read",
      "",
    ]);
    expect(ran.stderr).toContain("2 in .");
  });

  it("speaks to GitHub's runners in their own words", async () => {
    const ran = await lint(home, await write(wrongTree()), "--format", "github");
    expect(ran.stdout).toContain("::warning file=apps/no/notes/releases/1.0.0.toml,line=4,col=1,");
    expect(ran.stdout).toContain(
      "::error file=categories/writing.toml,line=3,col=1,title=record/unknown-key::",
    );
  });

  it("reports the same problems as whoever takes the tree over", async () => {
    const tree = wrongTree();
    const { items, read } = toTreeInput(tree);
    const { problems, problemCount } = validateTree(items, { read });
    const ran = await lint(home, await write(tree), "--format", "json");
    expect(JSON.parse(ran.stdout)).toEqual({ problems, problemCount });
    const asked = await lint(home, await write(tree), "--json");
    expect(JSON.parse(asked.stdout)).toEqual({ problems, problemCount });
  });

  it("lets a warning pass unless it is strict", async () => {
    const tree = new Map([...wrongTree()].filter(([path]) => !/writing|link/.test(path)));
    const folder = await write(tree.set("categories/writing.toml", 'name = "W"\norder = 1\n'));
    expect((await lint(folder)).code).toBe(0);
    expect((await lint(folder, "--strict")).code).toBe(1);
  });

  it.each([
    ["a folder that is not there", ["/nowhere-at-all"]],
    ["a range outside of git", ["--changed", "main...HEAD"]],
    ["half a range", ["--changed", "main"]],
    ["an unknown format", ["--format", "xml"]],
  ])("exits with 2 for %s", async (_what, args) => {
    const ran = await lint(home, ...args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toBe("");
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
    const ran = await lint(folder, "--changed", "main...change", "--format", "json");
    const { problems } = JSON.parse(ran.stdout);
    expect(problems).toMatchObject([
      { path: app, rule: "ref/category" },
      { path: "maintainers/bob.toml", rule: "record/email", line: 1 },
    ]);
    expect((await lint(folder, "--changed", "main...main")).code).toBe(0);
    const missing = await lint(folder, "--changed", "main...--upload-pack=touch");
    expect(missing.code).toBe(2);
  });
});
