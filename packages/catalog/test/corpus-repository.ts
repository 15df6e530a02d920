import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";
import { goodIcon } from "@homeport/catalog-format/testing";
import { type ImportedFile, writeImportStream } from "../src/git/import-stream.ts";
import { type CorpusChange, corpusCategories, corpusEntry } from "./corpus.ts";

const runFile = promisify(execFile);

/** A bare data repository that holds a corpus, as a forge keeps it. */
export interface CorpusRepository {
  readonly folder: string;
  /** Where a syncer fetches from. */
  readonly remote: string;
  /** Puts one commit on top of the branch that changes these entries, by their numbers; answers it. */
  push(changes: ReadonlyMap<number, CorpusChange>): Promise<string>;
  /** Runs git in it. */
  git(args: readonly string[], input?: Uint8Array): Promise<string>;
}

const branch = "refs/heads/main";
const commitAtOnce = 10_000;
const mostOutputBytes = 64 * 1024 * 1024;
const person = { name: "Keeper", address: "keeper@example.invalid" };

const environment = {
  PATH: process.env["PATH"] ?? "",
  GIT_AUTHOR_NAME: person.name,
  GIT_AUTHOR_EMAIL: person.address,
  GIT_COMMITTER_NAME: person.name,
  GIT_COMMITTER_EMAIL: person.address,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

/** Makes it in `folder`, with the entries from 0 to `entries`, exclusive, on a branch `main`. */
export async function openCorpusRepository(
  folder: string,
  entries: number,
): Promise<CorpusRepository> {
  await mkdir(folder, { recursive: true });

  async function git(args: readonly string[], input?: Uint8Array): Promise<string> {
    const running = runFile("git", ["--git-dir", folder, ...args], {
      env: environment,
      maxBuffer: mostOutputBytes,
    });
    // What reads nothing may have ended already; what it says of that is its exit.
    running.child.stdin?.on("error", () => undefined).end(input ?? "");
    return (await running).stdout.trim();
  }

  async function commit(message: string, files: readonly ImportedFile[]): Promise<string> {
    const stream = writeImportStream(branch, `${branch}^0`, [
      { ...person, at: new Date(), message, files },
    ]);
    return await git(["fast-import", "--quiet", "--done", "--date-format=raw"], stream);
  }

  await git(["init", "--quiet", "--bare", "--initial-branch=main"]);
  const empty = await git(["hash-object", "-w", "-t", "tree", "--stdin"]);
  await git(["update-ref", branch, await git(["commit-tree", "-m", "Begin", empty])]);
  await commit("Open the store", storeFiles());
  for (let from = 0; from < entries; from += commitAtOnce) {
    const numbers = Array.from(
      { length: Math.min(commitAtOnce, entries - from) },
      (_, at) => from + at,
    );
    const files = numbers.flatMap((number) => entryFiles(number, {}));
    await commit(`Add from ${from}`, files);
  }
  return {
    folder,
    remote: `file://${folder}`,
    git,
    push: (changes) =>
      commit(
        `Change ${changes.size}`,
        [...changes].flatMap(([number, change]) => entryFiles(number, change)),
      ),
  };
}

function storeFiles(): ImportedFile[] {
  const categories = corpusCategories.map((slug, order) =>
    fileOf(`categories/${slug}.toml`, `name = "${slug}"\norder = ${order}\n`),
  );
  return [fileOf("catalog.toml", 'schema = 1\nid = "corpus"\nname = "Corpus"\n'), ...categories];
}

function entryFiles(number: number, change: CorpusChange): ImportedFile[] {
  return Object.entries(corpusEntry(number, change).files).map(([path, file]) =>
    fileOf(path, "text" in file ? file.text : goodIcon),
  );
}

function fileOf(path: string, text: string): ImportedFile {
  return { path, is: "bytes", bytes: Buffer.from(text) };
}
