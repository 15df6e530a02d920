import { execFile, execFileSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { needs, type SpawnedApp, spawnApp, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPages, secret as sealing, startWeb, type TestWeb } from "./start-web.ts";

const path = "/api/internal/catalog/reload";
const starter = fileURLToPath(
  new URL("../../../packages/catalog/fixtures/starter", import.meta.url),
);
const workerEntry = fileURLToPath(new URL("../../worker/src/main.ts", import.meta.url));

const current = `current-${randomUUID()}`;
const previous = `previous-${randomUUID()}`;
const stack = new AsyncDisposableStack();
let web: TestWeb;
let worker: SpawnedApp;
let data = "";

beforeAll(async () => {
  await buildPages();
  const folder = mkdtempSync(join(tmpdir(), "homeport-catalog-webhook-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  data = join(folder, "data");
  cpSync(starter, data, { recursive: true });
  git("init", "--quiet", "--initial-branch=main");
  commit();
  const remote = pathToFileURL(data).href;
  const noisy = { HOMEPORT_LOG_LEVEL: "trace" };
  web = stack.use(
    await startWeb({
      ...{ ...noisy, HOMEPORT_CATALOG_CACHE_DIR: join(folder, "cache") },
      ...{ HOMEPORT_RELOAD_SECRET: current, HOMEPORT_RELOAD_SECRET_PREVIOUS: previous },
    }),
  );
  worker = stack.use(
    spawnApp({
      entry: workerEntry,
      cwd: fileURLToPath(new URL("../../worker", import.meta.url)),
      env: {
        ...{ ...noisy, HOMEPORT_STAGE: "test", HOMEPORT_SECRET: sealing, ...web.stores },
        ...{ HOMEPORT_OPS_ADDR: "127.0.0.1:0", HOMEPORT_EMBEDDED: "database,redis" },
        ...{ HOMEPORT_CATALOG_REMOTE: remote, HOMEPORT_CATALOG_DIR: join(folder, "clones") },
      },
    }),
  );
  const isServed = async () => (await web.ask("/api/v1/catalog")).ok;
  await waitFor(isServed, { deadlineMs: 30_000, everyMs: 100, what: "the catalog to be served" });
}, 240_000);
afterAll(() => stack.disposeAsync());

function git(...args: string[]): string {
  const who = ["-c", "user.name=Keeper", "-c", "user.email=k@example.invalid"];
  return execFileSync("git", [...who, ...args], { cwd: data, encoding: "utf8" }).trim();
}

/** Commits what the repository's folder holds; answers the commit. */
function commit(): string {
  git("add", "--all");
  git("commit", "--quiet", "--message", "Change the apps");
  return git("rev-parse", "HEAD");
}

/** Each value that proves something or looks as if it did, as it was sent. */
const shown = new Set([current, previous]);

async function call(
  headers: Record<string, string>,
  body = "{}",
  method = "POST",
): Promise<number> {
  for (const name of ["authorization", "x-hub-signature-256", "webhook-signature"]) {
    const value = headers[name]?.replace(/^(Bearer|Basic|sha256=|v1,) ?/i, "");
    if (value !== undefined && value.length > 7) shown.add(value);
  }
  const target = method === "GET" ? `${path}/1` : path;
  const sent = method === "GET" ? null : body;
  const json = { "content-type": "application/json", ...headers };
  const answer = await web.ask(target, { method, headers: json, body: sent });
  const text = await answer.text();
  for (const value of shown) expect(text).not.toContain(value);
  return answer.status;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function hub(secret: string, body: string, event = "push") {
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { "x-github-event": event, "x-hub-signature-256": `sha256=${signature}` };
}

function timestamped(secret: string, body: string, { id = randomUUID(), ageMs = 0 } = {}) {
  const timestamp = String(Math.floor((Date.now() - ageMs) / 1_000));
  const signature = createHmac("sha256", secret)
    .update(`${id}.${timestamp}.${body}`)
    .digest("base64");
  const named = { "webhook-id": id, "webhook-timestamp": timestamp };
  return { ...named, "webhook-signature": `v1,${signature}` };
}

/** Lines that hold a value as it is, or as it would stand in an address or in base64. */
function findLeaks(lines: readonly string[], values: Iterable<string>): string[] {
  const forms = [...values].flatMap((value) => [
    value,
    encodeURIComponent(value),
    Buffer.from(value).toString("base64").replace(/=+$/, ""),
    JSON.stringify(value).slice(1, -1),
  ]);
  return lines.filter((line) => forms.some((form) => line.includes(form)));
}

test("no secret, signature or Authorization value is in any log line of web and worker, whatever was sent", async () => {
  const push = (zen: string) =>
    JSON.stringify({ zen, ref: "refs/heads/main", after: "1".repeat(40) });
  const wrong = () => `wrong-${randomUUID()}`;
  const twice = timestamped(current, "{}");
  const heard = {
    bearer: await call(bearer(current)),
    bearerBefore: await call(bearer(previous)),
    bearerWrong: await call(bearer(wrong())),
    bearerEqualLength: await call(bearer(`current-${randomUUID()}`)),
    bearerBroken: await call(bearer(current), "{ broken"),
    bearerBranch: await call(bearer(current), JSON.stringify({ branch: "other" })),
    bearerLarge: await call(bearer(current), "x".repeat(1024 ** 2 + 1)),
    bearerForm: await call(
      { ...bearer(current), "content-type": "application/x-www-form-urlencoded" },
      "a=b",
    ),
    basic: await call({ authorization: `Basic ${Buffer.from(current).toString("base64")}` }),
    noScheme: await call({ authorization: current }),
    twoSpaces: await call({ authorization: `bearer   ${current}` }),
    notAscii: await call({
      authorization: "Bearer \u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9",
    }),
    hub: await call(hub(current, push("a")), push("a")),
    hubPing: await call(hub(previous, "{}", "ping"), "{}"),
    hubWrong: await call(hub(wrong(), push("b")), push("b")),
    hubBroken: await call({ "x-github-event": "push", "x-hub-signature-256": `sha256=${wrong()}` }),
    hubForm: await call(hub(current, "payload=x"), "payload=x"),
    stamped: await call(twice),
    stampedTwice: await call(twice),
    stampedOld: await call(timestamped(current, "{}", { ageMs: 400_000 })),
    stampedWrong: await call(timestamped(wrong(), "{}")),
    stampedBroken: await call({ ...twice, "webhook-signature": `v1,${wrong()} v2,${wrong()}` }),
    status: await call(bearer(current), "", "GET"),
    statusWrong: await call(bearer(wrong()), "", "GET"),
  };
  expect(heard).toMatchObject({
    ...{ bearer: 200, bearerBefore: 200, bearerWrong: 401, bearerEqualLength: 401 },
    ...{ bearerBroken: 400, bearerBranch: 400, bearerLarge: 413, bearerForm: 415 },
    ...{ basic: 401, noScheme: 401, twoSpaces: 200, notAscii: 401 },
    ...{ hub: 200, hubPing: 200, hubWrong: 401, hubBroken: 401 },
    ...{ stamped: 200, stampedTwice: 409, stampedOld: 401, stampedWrong: 401, stampedBroken: 401 },
    ...{ status: 200, statusWrong: 401 },
  });
  const told = (line: string) => line.includes("catalog.reload.received");
  const isTold = () => web.app.lines.filter(told).length >= Object.keys(heard).length;
  await waitFor(isTold, { deadlineMs: 5_000, what: "a log line of each call" });
  expect(worker.lines.some((line) => line.includes("catalog.sync.finished"))).toBe(true);
  expect(shown.size).toBeGreaterThan(15);
  expect(findLeaks([...web.app.lines, ...worker.lines], shown)).toEqual([]);
});

test("control: a line with any of these values is found, in whatever form it stands there", () => {
  for (const value of shown) {
    for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString("base64")]) {
      expect(findLeaks([`{"header":"${form}"}`], [value])).toHaveLength(1);
    }
  }
});

const { skip } = needs("curl");
const guide = new URL("../../../docs/guides/catalog-repository.md", import.meta.url);

/** What the guide's workflow runs after a push, as its one step has it. */
function readStep(): string {
  const [, block = ""] =
    /\n {8}run: \|\n((?: {10}.*\n|\n)+)/.exec(readFileSync(guide, "utf8")) ?? [];
  return block.replaceAll(/^ {10}/gm, "");
}

async function runStep(commitId: string, reloadSecret = current) {
  const env = { ...process.env, BRANCH: "main", COMMIT: commitId };
  const own = { HOMEPORT_URL: web.own, HOMEPORT_RELOAD_SECRET: reloadSecret };
  return new Promise<{ code: unknown; said: string }>((resolve) => {
    const options = { env: { ...env, ...own }, timeout: 30_000 };
    execFile("bash", ["-c", readStep()], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    );
  });
}

test("the step of the guide's workflow succeeds where a push is served, and fails on one with problems", {
  skip,
}, async () => {
  const file = join(data, "apps/me/memos/app.toml");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^summary = .*$/m, 'summary = "Told by a workflow."'));
  const good = await runStep(commit());
  expect(good).toMatchObject({ code: 0 });
  expect(good.said).toContain('"commitIncluded":true');
  const shown = await (await web.ask("/api/v1/catalog/entries/memos")).text();
  expect(shown).toContain("Told by a workflow.");

  writeFileSync(file, text.replace('license = "MIT"', 'license = "None that there is"'));
  const bad = await runStep(commit());
  expect(bad).toMatchObject({ code: 1 });
  expect(bad.said).toContain("license/spdx");
  expect(bad.said).toContain(`::error::${web.own} answered 422`);

  const stranger = await runStep(git("rev-parse", "HEAD"), "x".repeat(32));
  expect(stranger).toMatchObject({ code: 1 });
  expect(stranger.said).toContain("answered 401");
});
