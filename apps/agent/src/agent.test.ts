import { symlink, writeFile } from "node:fs/promises";
import { systemClock, systemRandom } from "@homeport/platform";
import { rstCodes } from "@homeport/tunnel";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestHost, type TestHost } from "../test/test-host.ts";
import { startTestRelay, type TestRelay } from "../test/test-relay.ts";
import { startAgent } from "./agent.ts";
import { readConfig } from "./config/config.ts";
import type { AgentEvents } from "./events.ts";
import { stateFiles } from "./state/files.ts";
import { openHostKeys } from "./state/host-keys.ts";
import type { SlotReport } from "./supervisor/slot.ts";

let host: TestHost;
let relay: TestRelay;
let reports: SlotReport[];
let setAside: string[];

beforeEach(async () => {
  host = await createTestHost();
  relay = await startTestRelay(host.key.publicKey);
  await host.enrolAt(relay.url);
  await writeFile(host.folder.configFile, "version: 1\nrelay: {tunnels: 1}\n");
  reports = [];
  setAside = [];
});
afterEach(async () => {
  await relay[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
});

async function start() {
  const { folder } = host;
  const files = stateFiles(folder);
  const [enrolled, keys] = [await files.host.read(), await openHostKeys(folder)];
  if (enrolled === null || keys === null) throw new Error("the test host is not enrolled");
  const quiet = () => undefined;
  const events: AgentEvents = {
    ...{ slotUnwedged: quiet, woke: quiet, targetState: quiet, configRejected: quiet },
    ...{ configApplied: quiet, keyReplaced: quiet, started: quiet, stopping: quiet },
    appState: quiet,
    slotState: (report) => reports.push(report),
    stateSetAside: (place) => setAside.push(place),
  };
  return await startAgent({
    ...{ host: enrolled, keys, folder, files, events },
    ...{ config: await readConfig(folder.configFile), clock: systemClock, random: systemRandom },
    surroundings: { forApps: {}, forDocker: {} },
  });
}

it("an agent whose disk is full starts, says so, and comes up as soon as there is room", async () => {
  // What is written under the temporary name goes to a device that is always full; it is then removed.
  await symlink("/dev/full", `${host.folder.epochFile}.${process.pid}.new`);
  await using agent = await start();
  await expect.poll(() => relay.tunnels.length, { timeout: 10_000 }).toBe(1);
  const waited = reports.find(({ lastEnd }) => lastEnd !== null);
  expect(waited).toMatchObject({
    state: "waiting",
    lastEnd: expect.stringMatching(/state folder cannot be written.*ENOSPC/),
  });
  expect(agent.status().run).toBe(relay.tunnels[0]?.hello.run);
});

it("an agent follows its relay to another address that a new enrolment has written", async () => {
  await host.enrolAt("http://127.0.0.1:9");
  await using agent = await start();
  await expect.poll(() => reports.some(({ lastEnd }) => lastEnd !== null)).toBe(true);
  await host.enrolAt(relay.url);
  await expect.poll(() => relay.tunnels.length, { timeout: 20_000 }).toBe(1);
  expect(agent.status().host.relayUrl).toBe(relay.url);
}, 30_000);

it("a damaged apps.json is set aside with a word, and the agent starts without it", async () => {
  await writeFile(host.folder.appsFile, "{");
  await using agent = await start();
  expect(setAside).toEqual([`${host.folder.appsFile}.bad`]);
  expect(agent.status().apps).toEqual([]);
});

it("a control line that its relay resets is opened again on the same tunnel, and apps are declared on it", async () => {
  await using agent = await start();
  await expect.poll(() => relay.controlLines.length, { timeout: 10_000 }).toBe(1);
  relay.controlLines[0]?.reset(rstCodes.REFUSED);
  await expect.poll(() => relay.controlLines.length, { timeout: 5_000 }).toBe(2);
  const app = { name: "notes", target: "http://localhost:3000", protocol: "http" } as const;
  const { outcome } = await agent.expose({ ...app, level: "owner", address: "" });
  expect([outcome, relay.tunnels.length]).toEqual(["exposed", 1]);
});
