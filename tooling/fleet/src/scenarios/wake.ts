import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { waitFor } from "@homeport/testkit";
import type { Fleet } from "../fleet.ts";
import { describeRecords } from "../load/findings.ts";
import { type RequestRecord, sendRequest, type Visitor } from "../load/send-request.ts";
import type { Notes } from "../scenario/notes.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { InstalledApp } from "../seed/install-app.ts";

const visits = 30;
/** Long enough for a process to be killed in between. */
const bootMs = 1_500;

/** An app that writes down each of its starts, takes its time, and ends with the folder of its fleet. */
const program = `
const fs = require("node:fs"), file = process.env.STARTS
fs.appendFileSync(file, process.pid + "\\n")
setInterval(() => { if (!fs.existsSync(file)) process.exit() }, 500)
setTimeout(() => require("node:http").createServer((request, response) =>
  response.end(request.headers["x-load-id"] ?? "")).listen(process.env.PORT, "127.0.0.1"), ${bootMs})
`;

export const wake: Scenario = {
  name: "wake",
  about:
    "Thirty visits meet a stopped app; then its agent, and a relay, are killed while it starts.",
  fault: "the killed agent takes the process that it had started for another one, which is gone",
  full: { relays: 2, hosts: 1 },
  small: { relays: 2, hosts: 1 },
  plan: { apps: 0 },
  async run({ hasFault, notes, open }) {
    const fleet = await open();
    const stage = await setStage(fleet);
    const { app } = stage;
    if (!hasFault) await visitTogether(fleet, stage, notes);

    const starts = stage.starts();
    const waiting = visitAll(fleet.visitor, app, 10);
    await waitFor(() => stage.starts() > starts, { deadlineMs: 15_000 });
    await fleet.hosts.kill("SIGKILL");
    if (hasFault) mistakeProcess(stage.recordFile);
    await fleet.hosts.start();
    claimToldOrAnswered(notes, "who waits while the agent is killed", await waiting);
    await app.isSoon("running");
    claimStarts(notes, "an agent that was killed", stage.starts() - starts);
    if (hasFault) return;

    await app.stop();
    const [, relay] = fleet.relays;
    const before = stage.starts();
    const held = fleet.relays.map(({ port }) => visitAll({ port, relayOf: () => null }, app, 5));
    await waitFor(() => stage.starts() > before, { deadlineMs: 15_000 });
    await relay?.kill("SIGKILL");
    const [ofOther = []] = await Promise.all(held);
    const lost = ofOther.filter(({ status }) => status !== 200);
    notes.claim("visits at the other relay are answered", lost.length === 0, describeRecords(lost));
    const again = await visitAll(fleet.visitor, app, 5);
    claimToldOrAnswered(notes, "who comes after a relay was killed", again);
    claimStarts(notes, "a relay that was killed", stage.starts() - before);
    await relay?.start();
  },
};

interface WakeStage {
  readonly app: InstalledApp;
  /** Processes of the app that were ever started. */
  readonly starts: () => number;
  /** What the agent keeps of the app. */
  readonly recordFile: string;
}

let names = 0;

async function setStage({ seeder, seeded, hostProcesses }: Fleet): Promise<WakeStage> {
  const [host] = seeded;
  const folder = dirname(hostProcesses[0]?.logFile ?? "");
  if (host === undefined) throw new Error("a fleet without a host wakes nothing");
  names += 1;
  const name = `sleeper-${names}`;
  const file = join(folder, `${name}.starts`);
  const app = await seeder.installApp(host, {
    name,
    manifest: {
      runtime: "process",
      process: { argv: [process.execPath, "-e", program], env: { STARTS: file } },
    },
  });
  return {
    app,
    starts: () => (existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0),
    recordFile: join(folder, `host-${host.enrolled.hostId}`, "apps", `${name}.json`),
  };
}

async function visitTogether(
  fleet: Fleet,
  { app, starts }: WakeStage,
  notes: Notes,
): Promise<void> {
  const records = await visitAll(fleet.visitor, app, visits);
  const lost = records.filter(({ status }) => status !== 200);
  notes.load("thirty visits at once", records);
  notes.claim("each of thirty visits gets the app", lost.length === 0, describeRecords(lost));
  claimStarts(notes, "thirty visits", starts());
  notes.claim("they asked for one start", (await app.countStarts()) === 1, await app.countStarts());
  const relays = new Set(records.map(({ relayId }) => relayId)).size;
  notes.claim("they came by both relays", relays === 2, relays);
  const written = await app.countAccesses();
  // Of two at once the later one may find nothing left to write.
  notes.claim("no relay has written two accesses", written >= 1 && written <= relays, written);
  await app.stop();
}

async function visitAll(
  visitor: Visitor,
  { name }: InstalledApp,
  count: number,
): Promise<RequestRecord[]> {
  const ask = (_: unknown, at: number) =>
    sendRequest(visitor, { id: `${name}-${at}`, method: "GET", host: `${name}.localhost` });
  return await Promise.all(Array.from({ length: count }, ask));
}

/** One that is merely forgotten is found again by the mark that it carries. */
function mistakeProcess(recordFile: string): void {
  const record = JSON.parse(readFileSync(recordFile, "utf8"));
  const process = { pid: 1, startedAt: "never" };
  writeFileSync(recordFile, JSON.stringify({ ...record, process }), { mode: 0o600 });
}

function claimStarts(notes: Notes, after: string, found: number): void {
  notes.claim(`${after}: one process was started`, found === 1, found);
}

function claimToldOrAnswered(notes: Notes, who: string, records: readonly RequestRecord[]): void {
  const failed = records.filter(({ status }) => status !== 200);
  const silent = failed.filter(({ status }) => status !== 502 && status !== 503);
  notes.load(who, records);
  notes.claim(`${who} is answered or told`, silent.length === 0, describeRecords(silent));
}
