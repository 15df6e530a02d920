import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isSameProcess } from "../process/identity.ts";
import { quickFolder } from "../stores/quick-folder.ts";
import { checkoutFolder, type Folders, foldersUnder } from "./folders.ts";
import type { StartOptions } from "./options.ts";
import { type RunFile, readRunFile } from "./run-file.ts";
import { type StartPlan, startRun } from "./start-run.ts";
import { stopRun } from "./stop-run.ts";
import { refuseTakenPorts } from "./taken-ports.ts";

/** Stands for web, worker and relay: listens where it is told, and signs up whoever comes first. */
const sampleApp = `
import { createServer } from "node:http";
const env = process.env;
let account = null;
const listen = (address, handle) => {
  const [host, port] = address.split(":");
  createServer(handle).listen(Number(port), host);
};
if (env.HOMEPORT_RELAY_ID) console.log(JSON.stringify({
  id: env.HOMEPORT_RELAY_ID,
  peer: env.HOMEPORT_RELAY_PEER_ADDR,
  internalUrl: env.HOMEPORT_RELAY_INTERNAL_URL,
}));
if (env.HOMEPORT_RELAY_ADDR) listen(env.HOMEPORT_RELAY_ADDR, (request, response) => response.end());
if (env.HOMEPORT_GATE_ADDR) listen(env.HOMEPORT_GATE_ADDR, (request, response) => response.end());
listen(env.HOMEPORT_OPS_ADDR, (request, response) => response.end("{}"));
if (env.HOMEPORT_WEB_ADDR) listen(env.HOMEPORT_WEB_ADDR, (request, response) => {
  let body = "";
  request.on("data", (part) => { body += part; });
  request.on("end", () => {
    const isKnown = account !== null && account === JSON.parse(body).password;
    if (request.url.includes("sign-up")) account = JSON.parse(body).password;
    response.statusCode = request.url.includes("sign-in") && !isKnown ? 401 : 200;
    response.end("{}");
  });
});
process.on("SIGTERM", () => process.exit(0));
`;

let folders: Folders;
/** Below the ports that the system gives to outgoing connections, apart for parallel test runs. */
let base = 10_100 + (process.pid % 90) * 100;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  const root = mkdtempSync(join(quickFolder(), "homeport-start-"));
  chmodSync(root, 0o755);
  folders = { ...foldersUnder(root), tools: foldersUnder(checkoutFolder).tools };
  for (const app of ["web", "worker", "relay"]) {
    mkdirSync(join(root, "apps", app, "src"), { recursive: true });
    writeFileSync(join(root, "apps", app, "src/main.ts"), sampleApp);
  }
  base = await findFreeBase(base + 100);
});

async function findFreeBase(from: number): Promise<number> {
  const offsets = [0, 1, 2, 4, 5, 6, 10, 11, 12, 20, 21, 50, 61];
  const wanted = offsets.map((offset) => ({ name: "a port of the run", port: from + offset }));
  const isFree = await refuseTakenPorts(wanted).then(
    () => true,
    () => false,
  );
  return isFree ? from : findFreeBase(from + 100);
}

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  rmSync(folders.root, { recursive: true, force: true });
});

type Changes = { options?: Partial<StartOptions>; env?: Record<string, string> };

function begin({ options, env }: Changes = {}) {
  const stop = new AbortController();
  const hurry = new AbortController();
  const lines: string[] = [];
  const up = Promise.withResolvers<RunFile>();
  const plan: StartPlan = {
    options: {
      ...{ web: 1, worker: 1, relay: 1, front: "own", portBase: base },
      ...{ dev: true, fresh: false, yes: false, demo: false },
      ...options,
    },
    folders,
    env: { PATH: process.env["PATH"], ...env },
    progress: { step: (_name, work) => work(), note: (line) => void lines.push(line) },
    stop: stop.signal,
    hurry: hurry.signal,
    onUp: up.resolve,
  };
  const ended = startRun(plan);
  ended.catch(up.reject);
  ends.push(async () => {
    stop.abort();
    await ended.catch(() => undefined);
  });
  return { stop, hurry, ended, up: up.promise, lines };
}

test("everything comes up, says where, and ends without leaving a process or the file", async () => {
  const run = begin();
  const described = await run.up;
  expect(readRunFile(folders.runFile)).toEqual(described);
  expect(described).toMatchObject({
    webUrl: `http://localhost:${base}`,
    appsUrl: `http://localhost:${base + 1}`,
    gateUrl: `http://127.0.0.1:${base + 2}`,
    opsUrls: { relay: [`http://127.0.0.1:${base + 12}`] },
    admin: { email: "admin@homeport.localhost" },
    demo: null,
  });
  expect(described.processes.map(({ app }) => app).sort()).toEqual([
    "postgres",
    "redis",
    "relay",
    "web",
    "worker",
  ]);
  expect(described.processes.every(isSameProcess)).toBe(true);

  run.stop.abort();
  await run.ended;
  expect(described.processes.some(isSameProcess)).toBe(false);
  expect(existsSync(folders.runFile)).toBe(false);
});

test("a second run keeps the data and the administrator's password", async () => {
  const first = begin();
  const before = await first.up;
  first.stop.abort();
  await first.ended;
  const after = await begin().up;
  expect(after.admin).toEqual(before.admin);
  expect(after.databaseUrl).toBe(before.databaseUrl);
});

test("a program that is killed is started again, and the file names the new process", async () => {
  const run = begin();
  const { processes } = await run.up;
  const relay = processes.find(({ app }) => app === "relay");
  process.kill(relay?.pid ?? 0, "SIGKILL");
  const next = await vi.waitUntil(
    () =>
      readRunFile(folders.runFile)?.processes.find(
        ({ app, pid }) => app === "relay" && pid !== relay?.pid,
      ),
    { timeout: 10_000 },
  );
  expect(isSameProcess(next)).toBe(true);
  expect(run.lines[0]).toContain("relay was ended by SIGKILL");
});

test.each(["postgres", "redis"])(
  "%s that is killed is started again at the same address",
  async (store) => {
    const run = begin();
    const { processes, databaseUrl, redisUrl } = await run.up;
    const killed = processes.find(({ app }) => app === store);
    process.kill(killed?.pid ?? 0, "SIGKILL");
    const next = await vi.waitUntil(
      () =>
        readRunFile(folders.runFile)?.processes.find(
          ({ app, pid }) => app === store && pid !== killed?.pid,
        ),
      { timeout: 20_000 },
    );
    expect(isSameProcess(next)).toBe(true);
    expect(readRunFile(folders.runFile)).toMatchObject({ databaseUrl, redisUrl });
    expect(run.lines[0]).toMatch(/was ended by SIGKILL; starting it again$/);
    expect(run.lines.at(-1)).toMatch(/ is back as process \d+$/);

    run.stop.abort();
    await run.ended;
    expect(isSameProcess(next)).toBe(false);
  },
);

test("several replicas of web stand behind one address, each with its own beside", async () => {
  const { webUrl, webUrls, opsUrls, processes } = await begin({ options: { web: 2 } }).up;
  expect(webUrl).toBe(`http://localhost:${base}`);
  expect(webUrls).toEqual([`http://127.0.0.1:${base + 20}`, `http://127.0.0.1:${base + 21}`]);
  expect(opsUrls.web).toHaveLength(2);
  expect(processes.map(({ app }) => app)).toContain("front");
});

test("several relays stand behind one address, each with its own beside and one for its peers", async () => {
  const { appsUrl, gateUrl, relayUrls, opsUrls, processes } = await begin({ options: { relay: 3 } })
    .up;
  expect(appsUrl).toBe(`http://localhost:${base + 1}`);
  expect((await fetch(gateUrl)).status).toBe(200);
  expect(relayUrls).toEqual([40, 41, 42].map((offset) => `http://127.0.0.1:${base + offset}`));
  expect(opsUrls.relay).toHaveLength(3);
  expect(processes.map(({ app }) => app)).toContain("front");
  const environments = [1, 2, 3].map((index) =>
    JSON.parse(readFileSync(join(folders.logs, `relay-${index}.log`), "utf8")),
  );
  expect(environments).toMatchObject(
    [0, 1, 2].map((index) => ({
      id: `relay-${index + 1}`,
      peer: `127.0.0.1:${base + 120 + index}`,
      internalUrl: `http://127.0.0.1:${base + 120 + index}`,
    })),
  );
});

test("an app that ends while starting fails the start with its own words, and all else is ended", async () => {
  writeFileSync(join(folders.root, "apps/relay/src/main.ts"), 'throw new Error("no such port")');
  const run = begin();
  await expect(run.up).rejects.toMatchObject({
    message: expect.stringMatching(/^relay exited with code 1 while starting.*no such port/s),
  });
  await expect(run.ended).rejects.toThrow();
  expect(existsSync(folders.runFile)).toBe(false);
});

test("a start that is stopped half way ends what it had started, without an error", async () => {
  writeFileSync(join(folders.root, "apps/web/src/main.ts"), "setInterval(() => {}, 1000)");
  const run = begin();
  await vi.waitUntil(() => existsSync(join(folders.logs, "web.log")), { timeout: 10_000 });
  run.stop.abort();
  await run.ended;
});

test("a store that is given is used, and one where nothing answers is named", async () => {
  const run = begin({ env: { REDIS_URL: "redis://127.0.0.1:1" } });
  await expect(run.up).rejects.toMatchObject({
    message: "REDIS_URL points to 127.0.0.1:1, where nothing answers.",
  });
  const server = createServer().listen(base + 50, "127.0.0.1");
  ends.push(async () => void server.close());
  const given = await begin({ env: { REDIS_URL: `redis://127.0.0.1:${base + 50}` } }).up;
  expect(given.redisUrl).toBe(`redis://127.0.0.1:${base + 50}`);
  expect(given.processes.map(({ app }) => app)).not.toContain("redis");
});

test("bad settings are refused with their remedy before anything is started", async () => {
  const stage = begin({ env: { HOMEPORT_STAGE: "prd", HOMEPORT_SECRET: "short" } });
  await expect(stage.up).rejects.toMatchObject({
    lines: [
      expect.stringContaining("HOMEPORT_STAGE"),
      expect.stringContaining("HOMEPORT_SECRET: is shorter than 32 characters."),
    ],
  });
  expect(existsSync(folders.data)).toBe(false);
});

test("a program for the front that is not installed is named before anything is started", async () => {
  const run = begin({ options: { front: "caddy" }, env: { PATH: folders.root } });
  await expect(run.up).rejects.toMatchObject({
    message: "--front caddy needs the program caddy, and none is on PATH.",
    remedy: expect.stringMatching(/apt-get install caddy.*--front own/s),
  });
  expect(existsSync(folders.data)).toBe(false);
});

test("a damaged secret is named and never replaced", async () => {
  mkdirSync(folders.data);
  writeFileSync(folders.secretFile, "not a secret");
  await expect(begin().up).rejects.toMatchObject({
    lines: [expect.stringContaining(folders.secretFile)],
  });
});

test("stop ends exactly the processes that the file of a vanished start names", async () => {
  const run = begin();
  const described = await run.up;
  expect(await stopRun(folders)).toBe(true);
  expect(described.processes.some(isSameProcess)).toBe(false);
  expect(existsSync(folders.runFile)).toBe(false);
});
