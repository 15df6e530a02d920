import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { CatalogError } from "../errors.ts";
import { type GitSettings, gitArguments, gitEnvironment } from "./run-git.ts";

export interface BlobReader extends AsyncDisposable {
  /**
   * The bytes of an object. Throws CATALOG_OBJECT_MISSING, also for one of over a mebibyte, which is more than any file of a record
   * may have; CATALOG_GIT_DEADLINE; CATALOG_GIT_FAILED.
   */
  read(oid: string): Promise<Buffer>;
}

interface Question {
  readonly oid: string;
  resolve(bytes: Buffer): void;
  reject(error: unknown): void;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const answerMs = 15_000;
/** A commit may carry a message of any size, and nobody has judged it before it is read. */
const mostBytes = 1024 * 1024;
const newline = 0x0a;

/**
 * Reads objects through one child that stays (`cat-file --batch`): a child for each would cost more than the reading.
 * Questions are answered in the order in which they were asked. A child that ended, or said what was not asked for, fails what
 * waits for it; the next question starts another.
 */
export function openBlobReader(settings: GitSettings): BlobReader {
  let current: { child: Child; waiting: Question[] } | undefined;

  function start(): { child: Child; waiting: Question[] } {
    const child = spawn("git", gitArguments(settings.folder, ["cat-file", "--batch"]), {
      env: gitEnvironment(settings),
      stdio: ["pipe", "pipe", "ignore"],
      detached: true,
    });
    const begun = { child, waiting: [] as Question[] };
    const parse = createParser(begun.waiting);
    child.stdout.on("data", (chunk: Buffer) => {
      try {
        parse(chunk);
      } catch (error) {
        fail(begun, error);
      }
    });
    child.stdin.on("error", () => undefined);
    child.on("error", (cause) => fail(begun, new CatalogError("CATALOG_GIT_MISSING", { cause })));
    child.on("close", () =>
      fail(begun, new CatalogError("CATALOG_GIT_FAILED", { detail: "cat-file ended" })),
    );
    return begun;
  }

  function fail(begun: { child: Child; waiting: Question[] }, error: unknown): void {
    if (current === begun) current = undefined;
    begun.child.kill("SIGKILL");
    for (const question of begun.waiting.splice(0)) question.reject(error);
  }

  return {
    async read(oid) {
      current ??= start();
      const begun = current;
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      begun.waiting.push({ oid, resolve, reject });
      begun.child.stdin.write(`${oid}\n`);
      const deadline = settings.clock.after(answerMs, () =>
        fail(begun, new CatalogError("CATALOG_GIT_DEADLINE", { detail: "cat-file" })),
      );
      try {
        return await promise;
      } finally {
        deadline.cancel();
      }
    },
    async [Symbol.asyncDispose]() {
      const begun = current;
      if (begun === undefined) return;
      current = undefined;
      const closed = new Promise((resolve) => begun.child.once("close", resolve));
      begun.child.kill("SIGKILL");
      await closed;
    },
  };
}

/** `<oid> <type> <size>` and a line end, the bytes, a line end; or `<oid> missing`. */
function createParser(waiting: Question[]): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  let needed: number | undefined;
  return (chunk) => {
    parts.push(chunk);
    held += chunk.length;
    if (needed !== undefined && held < needed + 1) return;
    let bytes = Buffer.concat(parts);
    for (;;) {
      if (needed === undefined) {
        const end = bytes.indexOf(newline);
        if (end === -1) break;
        needed = readHead(bytes.toString("latin1", 0, end), waiting);
        bytes = bytes.subarray(end + 1);
        if (needed === undefined) continue;
      }
      if (bytes.length < needed + 1) break;
      waiting.shift()?.resolve(Buffer.from(bytes.subarray(0, needed)));
      bytes = bytes.subarray(needed + 1);
      needed = undefined;
    }
    parts = bytes.length === 0 ? [] : [bytes];
    held = bytes.length;
  };
}

/** The size of what follows, or undefined where nothing does. */
function readHead(head: string, waiting: Question[]): number | undefined {
  const [oid, type, size] = head.split(" ");
  const question = waiting[0];
  if (question !== undefined && question.oid === oid && type === "missing") {
    waiting.shift();
    question.reject(new CatalogError("CATALOG_OBJECT_MISSING", { detail: question.oid }));
    return undefined;
  }
  if (question?.oid !== oid || size === undefined) {
    throw new CatalogError("CATALOG_GIT_FAILED", { detail: "cat-file answered something else" });
  }
  if (Number(size) > mostBytes) {
    throw new CatalogError("CATALOG_OBJECT_MISSING", { detail: `${oid} is too large to be read` });
  }
  return Number(size);
}
