import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { newToken, systemRandom } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { echoOnce } from "../src/load/echo-once.ts";
import { sendRequest } from "../src/load/send-request.ts";
import {
  type ConsoleAnswer,
  type ConsoleBrowser,
  openConsoleBrowser,
} from "../src/product/console-browser.ts";
import { readPageCommands, runPageCommands } from "../src/product/page-commands.ts";
import { type RestartPlan, restartUnderLoad } from "../src/product/restart-under-load.ts";
import { makeSignInKey, readSignInKey, type SignInKey } from "../src/product/sign-in-key.ts";
import { type StartedHomeport, startHomeport } from "../src/product/start-homeport.ts";
import { readMetric } from "../src/replica/read-metric.ts";
import { startTarget } from "../src/target/target.ts";

/** What `pnpm start --web 3 --worker 2 --relay 3` brings up, for all tests of this file. */
const portBase = 27_000;
const replicas = { web: 3, worker: 2, relay: 3 };

const told = {
  HOMEPORT_TICK_SECRET: newToken(systemRandom, 32),
  HOMEPORT_RELOAD_SECRET: newToken(systemRandom, 32),
};

const run = promisify(execFile);

const stack = new AsyncDisposableStack();
let homeport: StartedHomeport;
let target: Awaited<ReturnType<typeof startTarget>>;
let appHost: string;

beforeAll(async () => {
  target = stack.use(await startTarget());
  homeport = stack.use(await startHomeport({ portBase, ...replicas, env: told }));
  await homeport.expose(Number(new URL(target.url).port), "anywhere");
  appHost = `anywhere.${new URL(homeport.appsUrl).host}`;
}, 300_000);
afterAll(() => stack.disposeAsync(), 60_000);

/** The replica of web whose turn it is. */
function webAt(turn: number): string {
  return homeport.webUrls[turn % replicas.web] ?? "";
}

/** From the answer to a sign-out until every replica refuses. */
const outWithinMs = 1_000;

/** An address of its own for each, so that nobody is limited for another. */
let addresses = 0;
function nextAddress(): string {
  addresses += 1;
  return `198.51.100.${addresses}`;
}

async function answerChallenge(
  program: ConsoleBrowser,
  realm: "operator" | "signer",
  { keyId, sign }: SignInKey,
  turn: number,
): Promise<ConsoleAnswer> {
  // A replica's share of what one key may ask for is a little less than a third: it may say to come again.
  const ask = async () => {
    const answer = await program.post(webAt(turn), `/api/keys/${realm}/challenge`, { keyId });
    return answer.status === 429 ? null : answer;
  };
  const asked = await waitFor(ask, { deadlineMs: 15_000, everyMs: 500 });
  const { message } = z.object({ message: z.string() }).parse(asked.body);
  return await program.post(webAt(turn + 1), `/api/keys/${realm}/verify`, {
    ...{ keyId, message, signature: sign(message) },
  });
}

async function signIn(turn: number) {
  const browser = openConsoleBrowser(homeport.webUrl, nextAddress());
  const { status } = await browser.post(webAt(turn), "/api/auth/sign-in/email", homeport.admin);
  if (status !== 200) throw new Error(`The sign-in was answered with ${status}`);
  return browser;
}

test("requests and WebSockets are served at whichever relay they land", async () => {
  const rounds = 10;
  const ports = [...homeport.relayUrls, homeport.appsUrl].map((url) => Number(new URL(url).port));
  expect(ports).toHaveLength(4);
  const ask = (port: number, id: string) =>
    sendRequest({ port, relayOf: () => null }, { id, method: "GET", host: appHost });
  for (const port of ports) {
    await waitFor(async () => (await ask(port, "known")).status !== 404, { deadlineMs: 5_000 });
  }

  const asked = ports.flatMap((port) =>
    Array.from({ length: rounds }, async (_, round) => {
      const id = `${port}-${round}`;
      const { status, outcome } = await ask(port, id);
      return status === 200 && outcome === id && (await echoOnce(port, appHost, id)) === id
        ? []
        : [id];
    }),
  );
  expect((await Promise.all(asked)).flat()).toEqual([]);
  // Two tunnels are at two relays, so a third one had to pass on what it got; which one it is may change meanwhile.
  const forwarded = await Promise.all(
    homeport.opsUrls.relay.map((url) => readMetric(url, "homeport_relay_forward_total", "peer")),
  );
  const passedOn = forwarded.reduce((sum, count) => sum + count, 0);
  expect(passedOn).toBeGreaterThanOrEqual(rounds);
});

const codesSchema = z.object({ device_code: z.string(), user_code: z.string() });
const tokenSchema = z.object({ access_token: z.string() });
const identitySchema = z.object({ identityId: z.string() });
const knownSchema = z.object({ known: z.array(z.object({ sha256: z.string() })) });
const meSchema = z.object({ userId: z.string() }).nullable();

describe("with every step at another replica", () => {
  test("twenty sign-ins succeed, and after a sign-out at one replica all refuse", async () => {
    const outcomes: string[] = [];
    // One after the other: tries of one account at the same time count as guesses.
    for (let turn = 0; turn < 20; turn += 1) outcomes.push(await walkThrough(turn));
    expect(outcomes).toEqual(outcomes.map(() => "in at all, out at all"));
  }, 60_000);

  /** A person signs in here, a command asks for a code there, and so on, round and round. */
  async function walkThrough(turn: number): Promise<string> {
    const person = await signIn(turn);
    const command = openConsoleBrowser(homeport.webUrl, nextAddress());
    const client = { client_id: "homeport-cli" };
    const asked = await command.post(webAt(turn + 1), "/api/auth/device/code", client);
    const { device_code, user_code } = codesSchema.parse(asked.body);
    // Whoever looks at a code first is the one who may answer it.
    await person.get(webAt(turn), `/api/auth/device?user_code=${user_code}`);
    const named = { userCode: user_code };
    const approved = await person.post(webAt(turn + 2), "/api/auth/device/approve", named);
    if (approved.status !== 200) return `approving was answered with ${approved.status}`;
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    const given = await command.post(webAt(turn), "/api/auth/device/token", {
      ...{ grant_type, device_code, ...client },
    });
    command.useToken(tokenSchema.parse(given.body).access_token);
    const isIn = async (url: string) => {
      const { status, body } = await command.query(url, "session.me");
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return meSchema.parse(body) !== null;
    };
    const inAt = await Promise.all(homeport.webUrls.map(isIn));
    if (inAt.includes(false)) return "not in everywhere";
    const left = await command.post(webAt(turn + 1), "/api/auth/sign-out", {});
    if (left.status !== 200) return `signing out was answered with ${left.status}`;
    const leftAtMs = performance.now();
    const refusesAfterMs = async (url: string) => {
      await waitFor(async () => !(await isIn(url)), { deadlineMs: 5_000, everyMs: 20 });
      return performance.now() - leftAtMs;
    };
    const latestMs = Math.max(...(await Promise.all(homeport.webUrls.map(refusesAfterMs))));
    if (latestMs > outWithinMs) return `out at all after ${Math.round(latestMs)} ms`;
    return "in at all, out at all";
  }

  test("twenty sign-ins by an operator's key succeed, and after a sign-out at one replica all refuse", async () => {
    const key = makeSignInKey();
    await homeport.ops("operator", "add", key.keyId, "--label", "Robot");
    const outcomes: string[] = [];
    for (let turn = 0; turn < 20; turn += 1) outcomes.push(await walkByKey(key, turn));
    expect(outcomes).toEqual(outcomes.map(() => "in at all, out at all"));
  }, 60_000);

  /** Asks for a challenge here, answers it there, and signs out at the third. */
  async function walkByKey(key: SignInKey, turn: number): Promise<string> {
    const program = openConsoleBrowser(homeport.webUrl, nextAddress());
    const signed = await answerChallenge(program, "operator", key, turn);
    if (signed.status !== 200) return `the signature was answered with ${signed.status}`;
    const heardAt = () => statusAtAll((url) => program.query(url, "fleet.leases.list"));
    // The one that goes on keeps its cookie: what ends is the session, not what a browser holds.
    const copy = program.copy();
    const leave = () => copy.post(webAt(turn + 2), "/api/keys/operator/sign-out", {});
    return await inAndOut(heardAt, leave);
  }

  test("twenty sign-ins by a signer of vaults succeed, and after a sign-out at one replica all refuse", async () => {
    const key = readSignInKey(homeport.sampleVault.keyFile);
    const outcomes: string[] = [];
    for (let turn = 0; turn < 20; turn += 1) outcomes.push(await walkBySigner(key, turn));
    expect(outcomes).toEqual(outcomes.map(() => "in at all, out at all"));
  }, 60_000);

  /** The same walk, by a token that opens the vault for which the key signs. */
  async function walkBySigner(key: SignInKey, turn: number): Promise<string> {
    const program = openConsoleBrowser(homeport.webUrl, nextAddress());
    const signed = await answerChallenge(program, "signer", key, turn);
    if (signed.status !== 200) return `the signature was answered with ${signed.status}`;
    program.useToken(z.object({ token: z.string() }).parse(signed.body).token);
    const vault = `/api/v1/vaults/${homeport.sampleVault.vaultId}`;
    const heardAt = () => statusAtAll((url) => program.get(url, vault));
    const leave = () => program.post(webAt(turn + 2), "/api/keys/signer/sign-out", {});
    return await inAndOut(heardAt, leave);
  }

  async function statusAtAll(ask: (url: string) => Promise<ConsoleAnswer>): Promise<number[]> {
    return (await Promise.all(homeport.webUrls.map(ask))).map(({ status }) => status);
  }

  async function inAndOut(
    heardAt: () => Promise<number[]>,
    leave: () => Promise<ConsoleAnswer>,
  ): Promise<string> {
    const inAt = await heardAt();
    if (inAt.some((status) => status !== 200)) return `in at ${inAt}`;
    const left = await leave();
    if (left.status !== 204) return `signing out was answered with ${left.status}`;
    const outAt = await heardAt();
    return outAt.some((status) => status !== 401) ? `out at ${outAt}` : "in at all, out at all";
  }

  test("two hundred turns of a page return every row once", async () => {
    const owner = await signIn(0);
    const rows = 200;
    const made = await owner.mutate(webAt(0), "identities.create", { name: "Walk", email: null });
    const { identityId } = z.object({ identity: identitySchema }).parse(made.body).identity;
    // Each change is a row of the record, and the record is the list that is walked.
    for (let change = 0; change < rows; change += 1) {
      const input = { identityId, name: `Walk ${change}`, email: null };
      const { status, body } = await owner.mutate(webAt(change), "identities.update", input);
      if (status !== 200) throw new Error(`${status} to change ${change}: ${JSON.stringify(body)}`);
    }
    const pageSchema = z.object({
      items: z.array(z.object({ entryId: z.string() })),
      nextCursor: z.string().nullable(),
    });
    const seen: string[] = [];
    let turns = 0;
    for (let cursor: string | null | undefined; cursor !== null; turns += 1) {
      const after = cursor === undefined ? {} : { cursor };
      const input = { action: "identity.update", target: identityId, limit: 1, ...after };
      const page = pageSchema.parse((await owner.query(webAt(turns), "audit.list", input)).body);
      seen.push(...page.items.map(({ entryId }) => entryId));
      cursor = page.nextCursor;
    }
    expect(turns).toBe(rows);
    expect(new Set(seen).size).toBe(rows);
    expect(seen).toHaveLength(rows);
  }, 120_000);
});

test("three replicas together let no more pass than one would, and one alone a third", async () => {
  // Class `api`: 1,200 a minute and 300 at once, by person; each replica has a third of both.
  const [perSecond, burst] = [20, 300];
  const owner = await signIn(1);
  async function passedAt(urls: readonly string[], asked: number) {
    const startedMs = performance.now();
    const answers = await Promise.all(
      Array.from({ length: asked }, (_, turn) =>
        owner.query(urls[turn % urls.length] ?? "", "session.me").then(({ status }) => status),
      ),
    );
    const seconds = (performance.now() - startedMs) / 1_000;
    const passed = answers.filter((status) => status === 200).length;
    expect(answers.filter((status) => status === 429).length).toBe(asked - passed);
    return { passed, seconds };
  }
  const all = await passedAt(homeport.webUrls, 900);
  // A bucket each of 100, and what flows into it until the last answer.
  expect(all.passed).toBeLessThanOrEqual(burst + perSecond * all.seconds + replicas.web);
  expect(all.passed).toBeGreaterThan(0);
  const one = await passedAt(homeport.webUrls.slice(0, 1), 300);
  expect(one.passed).toBeLessThanOrEqual((burst + perSecond * one.seconds) / replicas.web + 1);
}, 60_000);

describe("under the load of visitors, and of users who ask, upload and listen", () => {
  const isFull = process.env["FULL"] === "1";
  let plan: Omit<RestartPlan, "signal" | "chosen">;

  beforeAll(async () => {
    const owner = await signIn(0);
    const listed = z.array(z.object({ organizationId: z.string() }));
    const { body } = await owner.query(webAt(0), "session.organizations");
    const reader = openConsoleBrowser(homeport.webUrl, nextAddress());
    const key = readSignInKey(homeport.sampleVault.keyFile);
    const signed = await answerChallenge(reader, "signer", key, 0);
    reader.useToken(z.object({ token: z.string() }).parse(signed.body).token);
    const organizationId = listed.parse(body)[0]?.organizationId ?? "";
    plan = { homeport, appHost, owner, organizationId, reader };
  });

  test("a restart of every replica of web, and of a worker and a relay, fails no request", async () => {
    const chosen = ({ app, pid, port }: { app: string; pid: number; port: number | null }) => {
      const first = homeport.processes().find((other) => other.app === app)?.pid === pid;
      return (
        (app === "web" && port !== null) || (["worker", "relay"].includes(app) && (isFull || first))
      );
    };
    const found = await restartUnderLoad({ ...plan, signal: "SIGTERM", chosen });
    expect(found.failures).toEqual([]);
    const effects = new Set(target.effects);
    expect(found.promised.every((id) => effects.has(id))).toBe(true);
    expect(await unknownHashes(found.hashes)).toEqual([]);
    // Each replica of web had uploads and streams under way.
    expect(found.continued).toBeGreaterThan(0);
    expect(found.told).toBeGreaterThan(0);
  }, 240_000);

  test("control: a replica of web that is killed instead is noticed", async () => {
    const first = homeport.processes().find(({ app, port }) => app === "web" && port !== null);
    const chosen = ({ pid }: { pid: number }) => pid === first?.pid;
    const found = await restartUnderLoad({ ...plan, signal: "SIGKILL", chosen });
    // Which of them it held at that moment is chance: an upload, a stream, or a question of the console.
    expect(found.failures).not.toEqual([]);
    // What was taken of a photo is kept all the same, and it arrives whole.
    expect(await unknownHashes(found.hashes)).toEqual([]);
  }, 120_000);

  /** Photos of which the console does not know these very bytes. */
  async function unknownHashes(hashes: readonly string[]): Promise<string[]> {
    const { body } = await plan.owner.query(webAt(0), "gallery.uploads.check", { sha256: hashes });
    const { known } = knownSchema.parse(body);
    return hashes.filter((hash) => !known.some(({ sha256 }) => sha256 === hash));
  }
});

describe("what the pages for operators tell to type", () => {
  const commands = readPageCommands();
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "homeport-pages-"));
    stack.defer(() => rmSync(folder, { recursive: true, force: true }));
    const catalog = join(folder, "catalog");
    await run("git", ["clone", "--quiet", homeport.catalogRepo ?? "", catalog]);
    const { stdout } = await run("git", ["-C", catalog, "rev-parse", "HEAD"]);
    env = {
      ...{ ...told, HOMEPORT_HOME: folder, HOMEPORT_SECRET: homeport.secret },
      ...{ DATABASE_URL: homeport.databaseUrl, REDIS_URL: homeport.redisUrl },
      ...{ HOMEPORT_WEB_URL: homeport.webUrl, OPS: homeport.opsUrls.web[0] ?? "" },
      ...{ FOLDER: catalog, COMMIT: stdout.trim(), REPLICA: await aWorker() },
    };
  }, 60_000);

  async function aWorker(): Promise<string> {
    const owner = await signIn(0);
    const { body } = await owner.query(webAt(0), "fleet.replicas.list");
    const listed = z.array(z.object({ id: z.string(), app: z.string(), state: z.string() }));
    const workers = listed
      .parse(body)
      .filter(({ app, state }) => app === "worker" && state === "ready");
    return workers[0]?.id ?? "";
  }

  test.each(commands)(
    "works: $page, $text",
    async (command) => {
      await runPageCommands(command, folder, env);
    },
    60_000,
  );

  test("control: a command that there is not fails", async () => {
    expect(commands.length).toBeGreaterThanOrEqual(8);
    const typed = (text: string) => runPageCommands({ page: "none", text }, folder, env);
    await expect(typed("pnpm ops job list")).rejects.toThrow("Usage: pnpm ops");
    await expect(typed("pnpm opps")).rejects.toThrow();
    await expect(typed('curl -fsS "$HOMEPORT_WEB_URL/api/v1/preprocess/tock"')).rejects.toThrow(
      "404",
    );
  });
});
