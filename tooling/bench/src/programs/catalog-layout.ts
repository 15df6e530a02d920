import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { openRepository } from "@homeport/catalog";
import { corpusEntry } from "@homeport/catalog/testing";
import { systemClock } from "@homeport/platform";
import { answerAsks } from "./answer-asks.ts";

/** One repository with the same records twice: each in its folder within one of two letters, and all as files of one folder. */
const entries = Number(process.argv[2] ?? "1000");
const commits = 5;

const layouts = {
  sharded: (slug: string) => `apps/${slug.slice(0, 2)}/${slug}/app.toml`,
  flat: (slug: string) => `apps/${slug}.toml`,
} as const;
type Layout = keyof typeof layouts;

const folder = mkdtempSync(join(tmpdir(), "homeport-bench-layout-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const gitFolder = join(folder, "own.git");
const repository = openRepository({
  ...{ clock: systemClock, folder: gitFolder, branch: "sharded" },
  ...{ remote: `file://${folder}/remote.git`, protocol: "file", credentials: {} },
  onRun: () => undefined,
});
const never = new AbortController().signal;
await repository.prepare(never);
const sharded = await importSharded();
const tips: Record<Layout, string> = { sharded, flat: await makeFlat() };

/** Slugs of words begin with few letters more often than with others; these, of a hash, with each as often. */
function slugOf(number: number): string {
  return `${createHash("sha256").update(String(number)).digest("hex").slice(0, 8)}-${number}`;
}

function recordOf(number: number): string {
  const file = Object.entries(corpusEntry(number).files).find(([path]) => path.endsWith(".toml"));
  const [, content] = file ?? [];
  return content !== undefined && "text" in content ? content.text : "";
}

/** Runs git with what these chunks say; answers what it printed. */
async function run(args: readonly string[], chunks: Iterable<string>): Promise<string> {
  const child = spawn("git", ["--git-dir", gitFolder, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const said = text(child.stdout);
  await pipeline(Readable.from(chunks), child.stdin);
  return (await said).trim();
}

function* sharding(): Iterable<string> {
  for (let number = 0; number < entries; number++) {
    const record = recordOf(number);
    yield `blob\nmark :${number + 1}\ndata ${Buffer.byteLength(record)}\n${record}\n`;
  }
  const mark = entries + 1;
  yield `commit refs/heads/sharded\nmark :${mark}\n`;
  yield "committer Bench <bench@example.invalid> 0 +0000\ndata 0\n\n";
  for (let number = 0; number < entries; number++) {
    yield `M 100644 :${number + 1} ${layouts.sharded(slugOf(number))}\n`;
  }
  yield `\nget-mark :${mark}\ndone\n`;
}

function importSharded(): Promise<string> {
  return run(["fast-import", "--quiet", "--done"], sharding());
}

function* flatRows(): Iterable<string> {
  for (let number = 0; number < entries; number++) {
    const record = recordOf(number);
    const blob = createHash("sha1").update(`blob ${Buffer.byteLength(record)}\0${record}`);
    yield `100644 blob ${blob.digest("hex")}\t${slugOf(number)}.toml\n`;
  }
}

/** A folder of so many is made at once: to add to it one after the other would take hours. */
async function makeFlat(): Promise<string> {
  const apps = await run(["mktree"], flatRows());
  const root = await run(["mktree"], [`040000 tree ${apps}\tapps\n`]);
  const who = ["-c", "user.name=Bench", "-c", "user.email=bench@example.invalid"];
  return run([...who, "commit-tree", root, "-m", "Flat"], []);
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Commits one record after the other, as the syncer does, and looks at what each commit changed. */
async function commitTo(layout: Layout) {
  const [committed, compared]: [number[], number[]] = [[], []];
  for (let at = 0; at < commits; at++) {
    const path = layouts[layout](slugOf((at * 7919) % entries));
    const bytes = Buffer.from(`# Changed ${at}.\n`);
    const person = { name: "Bench", address: "bench@example.invalid", at: new Date(0) };
    const files = [{ path, is: "bytes", bytes }] as const;
    const before = tips[layout];
    const startedAtMs = performance.now();
    const [commit = ""] = await repository.commit(
      before,
      [{ ...person, message: "", files }],
      never,
    );
    const committedAtMs = performance.now();
    const changed = await repository.changedPaths(before, commit);
    const comparedAtMs = performance.now();
    if (changed.join() !== path) throw new Error(`a commit changed ${changed.join()}`);
    committed.push(committedAtMs - startedAtMs);
    compared.push(comparedAtMs - committedAtMs);
    tips[layout] = commit;
  }
  return { commitMs: median(committed), diffMs: median(compared) };
}

answerAsks({ sharded: () => commitTo("sharded"), flat: () => commitTo("flat") });
