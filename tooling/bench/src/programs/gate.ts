import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createGate, decide, type Gate, readRequest } from "@homeport/gate";
import { answerAsks, cpuOfEach } from "./answer-asks.ts";
import { openStores } from "./open-stores.ts";
import { appsUrl, seedGate, webUrl } from "./seed-gate.ts";

/** The gate of one process over real stores, asked without HTTP. */
const [databaseUrl = "", secret = "", apps = "1"] = process.argv.slice(2);

const principals = 50_000;
const strangers = 100_000;
const fillsAtOnce = 64;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const stores = await openStores(databaseUrl, secret);
const seeded = await seedGate(stores, Number(apps));
const empty = kept();
const gate: Gate = createGate({ ...stores, appsUrl, webUrl });
await gate.whenReady(AbortSignal.timeout(20_000));
const [cookie = ""] = await seeded.addCookies(1);

function kept() {
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

function visit(hostname: string, headers: readonly string[]) {
  return gate.admit({
    ...{ method: "GET", target: "/part-7/asset.js", upgrade: false },
    ...{ address: "192.0.2.7", requestId: "r1", rawHeaders: ["Host", hostname, ...headers] },
  });
}

async function check(hostname: string, headers: readonly string[], wanted: string): Promise<void> {
  const { code } = await visit(hostname, headers);
  if (code !== wanted) throw new Error(`the gate says ${code}, not ${wanted}`);
}

const known = () => check(seeded.hostname, ["Cookie", cookie], "MEMBER");
await known();

/** Reading and deciding, as a stranger: without a credential to look at. */
function decidePath(path: string): void {
  const app = gate.current().byId.get(seeded.appId);
  const reading = readRequest(path, "GET", ["Host", seeded.hostname]);
  if (app === undefined || !reading.ok) throw new Error(`${path} cannot be read`);
  const { readings } = reading.request;
  const question = { ...app, readings, principal: { kind: "anonymous" } as const };
  if (decide(question).pass) throw new Error("a stranger passed");
}

/** As long and as ambiguous as a target may be: every step of reading changes something in every segment. */
const worst = "/%252e%255ca;%2541%2523".repeat(127);

async function countStrangers(): Promise<Readonly<Record<string, number>>> {
  const before = { kept: kept(), queries: await stores.queries(), cpu: process.cpuUsage() };
  for (let at = 0; at < strangers; at += 1) {
    await check(`nobody-${at}.localhost`, ["Accept", "*/*"], "UNKNOWN_APP");
    if (at % 1_000 === 0) await new Promise((turn) => setImmediate(turn));
  }
  const { user, system } = process.cpuUsage(before.cpu);
  return {
    cpuUs: (user + system) / strangers,
    queries: (await stores.queries()) - before.queries,
    heapGrowthBytes: kept().heap - before.kept.heap,
  };
}

async function fillPrincipals(): Promise<Readonly<Record<string, number>>> {
  await visitAll();
  const now = kept();
  return {
    keptBytes: now.heap - empty.heap,
    rssBytes: now.rss - empty.rss,
    principals: gate.status().principals,
  };
}

/** What only the visitors know is gone by its end. */
async function visitAll(): Promise<void> {
  const cookies = await seeded.addCookies(principals);
  for (let at = 0; at < principals; at += fillsAtOnce) {
    const some = cookies.slice(at, at + fillsAtOnce);
    await Promise.all(some.map((one) => check(seeded.hostname, ["Cookie", one], "MEMBER")));
  }
}

answerAsks({
  check: (seconds) => cpuOfEach(seconds, 100, known),
  "known-host": (seconds) =>
    cpuOfEach(seconds, 100, () => check(seeded.hostname, ["Accept", "*/*"], "SIGN_IN_REQUIRED")),
  "unknown-hosts": countStrangers,
  principals: fillPrincipals,
  "decide-plain": (seconds) => cpuOfEach(seconds, 100, () => decidePath("/part-7/asset.js")),
  "decide-space": (seconds) => cpuOfEach(seconds, 100, () => decidePath("/part-7/as%20set.js")),
  "decide-worst": (seconds) => cpuOfEach(seconds, 10, () => decidePath(worst)),
});
