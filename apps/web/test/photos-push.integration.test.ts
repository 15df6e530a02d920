import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDb } from "@homeport/db";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { afterAll, beforeAll, expect, test } from "vitest";
import { homeportEntry } from "./run-homeport.ts";
import { buildPages, startWeb, type TestWeb } from "./start-web.ts";

interface Line {
  readonly event: string;
  readonly path?: string;
  readonly result?: string;
  readonly code?: string;
  readonly sentBytes?: number;
}

let web: TestWeb;
let token: string;
let folder: string;
beforeAll(async () => {
  await buildPages();
  web = await startWeb({ HOMEPORT_SIGN_UP: "open" }, { atItsPort: true });
  const cookie = await web.signUp();
  token = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)?.[1] ?? "");
  folder = await mkdtemp(join(tmpdir(), "homeport-push-"));
}, 180_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await web[Symbol.asyncDispose]();
});

/** Bytes that begin as a JPEG does. */
function jpegBytes(sizeBytes: number): Buffer {
  const bytes = randomBytes(sizeBytes);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

/** Which line that the command prints ends it, and how. */
interface Ending {
  readonly at: (line: Line) => boolean;
  readonly by: "SIGKILL" | "SIGTERM";
}

async function push(ending: Ending | null = null, ...options: string[]) {
  const args = [homeportEntry, "photos", "push", folder, "--url", web.url, "--json", ...options];
  const env: NodeJS.ProcessEnv = {
    NODE_ENV: "test",
    PATH: process.env["PATH"],
    HOMEPORT_HOME: `${folder}.home`,
    HOMEPORT_API_KEY: token,
  };
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const lines: Line[] = [];
  let rest = "";
  for await (const text of child.stdout.setEncoding("utf8")) {
    const parts = `${rest}${text}`.split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const line: Line = JSON.parse(part);
      lines.push(line);
      if (ending?.at(line) === true) child.kill(ending.by);
    }
  }
  const code = await exited;
  return { code, lines, error: complaint === "" ? null : JSON.parse(complaint).error };
}

test("a push that is stopped or killed goes on where it stood, and an unchanged folder sends no byte", async () => {
  await writeFile(join(folder, "a-large.jpg"), jpegBytes(40 * 1024 ** 2));
  await writeFile(join(folder, "b.jpg"), jpegBytes(10_000));
  await writeFile(join(folder, "notes.txt"), "no photo");
  const isUnderWay = ({ sentBytes = 0 }: Line) => sentBytes > 0;
  const stopped = await push({ at: isUnderWay, by: "SIGTERM" });
  expect(stopped).toMatchObject({
    ...{ code: 1, error: { code: "PUSH_STOPPED", message: "The push was stopped." } },
  });
  const killed = await push({ at: isUnderWay, by: "SIGKILL" });
  expect([killed.code, killed.error]).toEqual([null, null]);
  const stoodAt = killed.lines.find(isUnderWay)?.sentBytes ?? 0;
  expect(stoodAt).toBeGreaterThanOrEqual(stopped.lines.find(isUnderWay)?.sentBytes ?? 0);
  const first = await push();
  expect(first.lines.find(({ path }) => path === "a-large.jpg")?.sentBytes).toBeGreaterThanOrEqual(
    stoodAt,
  );
  expect(first.lines).toContainEqual(
    expect.objectContaining({ path: "notes.txt", result: "refused", code: "UNSUPPORTED_FORMAT" }),
  );
  expect(first.lines.at(-1)).toMatchObject({ event: "end", refused: 1 });
  expect(first.error).toMatchObject({
    ...{ code: "PHOTOS_REFUSED", message: "Not every file was taken. (1)" },
  });
  // The small one may have arrived before the kill.
  const taken = first.lines.filter(
    ({ result }) => result === "uploaded" || result === "already-there",
  );
  expect([first.code, taken.length]).toEqual([1, 2]);
  await rm(join(folder, "notes.txt"));
  const again = await push();
  expect(again.code).toBe(0);
  expect(again.lines.map(({ event, result }) => result ?? event)).toEqual([
    ...["already-there", "already-there", "end"],
  ]);
}, 120_000);

function connect() {
  const tools = { log: silentLog, metrics: createMetrics({ app: "test", version: "0" }) };
  return openDb({ url: web.databaseUrl, app: "test", clock: systemClock, ...tools });
}

async function countPublished(): Promise<number> {
  await using db = connect();
  const [row] = await db.sql.query(
    "SELECT count(*)::int AS published FROM images WHERE publication = 'published'",
  );
  return Number(row?.["published"]);
}

test("photos that a killed push has sent are published by the next, and what was unpublished since stays so", async () => {
  const names = Array.from({ length: 6 }, (_, at) => `publish-${at}.jpg`);
  for (const name of names) await writeFile(join(folder, name), jpegBytes(10_000));
  const isFirst = ({ result }: Line) => result === "uploaded";
  const killed = await push({ at: isFirst, by: "SIGKILL" }, ...["--publish", "--concurrency", "1"]);
  expect(killed.code).toBeNull();
  expect(await countPublished()).toBe(0);
  const next = await push(null, "--publish");
  expect([next.code, next.error]).toEqual([0, null]);
  expect(await countPublished()).toBe(names.length);
  await using db = connect();
  const unpublish = "UPDATE images SET publication = 'draft', published_at = NULL";
  await db.sql.query(`${unpublish} WHERE original_name = $1`, [names[0] ?? ""]);
  const again = await push(null, "--publish");
  expect(again.lines.at(-1)).toMatchObject({ event: "end", uploaded: 0, refused: 0 });
  expect(await countPublished()).toBe(names.length - 1);
}, 120_000);
