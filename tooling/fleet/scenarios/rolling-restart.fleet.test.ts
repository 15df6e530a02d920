import { readFileSync } from "node:fs";
import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { type Fleet, openFleet } from "../src/fleet.ts";
import { judgeLoad } from "../src/load/findings.ts";
import { openWatchers } from "../src/load/keep-open.ts";
import { openLoad } from "../src/load/open-load.ts";
import { type Uploaded, upload } from "../src/load/upload.ts";
import type { RelayReplica } from "../src/replica/relay-replica.ts";

const perSecond = 50;
const uploadBytes = 64 * 2 ** 20;
const expectedEnds = ["this relay is stopping", "the relay answered 503"];

/** Takes every relay away and brings it back, one after the other, each with an upload under way. */
async function restartAll(fleet: Fleet, restart: (relay: RelayReplica) => Promise<void>) {
  const { visitor, appHosts: hosts, relays, target } = fleet;
  const watchers = openWatchers({ ...visitor, hosts, events: 4, echoes: 10 });
  await waitFor(() => watchers.aliveCount() === 14, { deadlineMs: 5_000 });
  const load = openLoad({ ...visitor, perSecond, hosts, effectEvery: 5 });
  const uploads: Promise<Uploaded>[] = [];
  for (const relay of relays) {
    const before = load.records.length;
    // It goes to this very relay, as if the balancer had chosen it a moment ago.
    const [host = ""] = hosts;
    const at = { ...visitor, port: relay.port };
    uploads.push(upload({ ...at, host, bytes: uploadBytes, overMs: 3_000 }));
    await waitFor(() => load.records.length > before + perSecond / 2, { deadlineMs: 5_000 });
    await restart(relay);
    await waitFor(() => watchers.aliveCount() === 14, { deadlineMs: 5_000 });
  }
  await load.stop();
  watchers.stop();
  return {
    findings: judgeLoad(load.records, target.effects),
    uploads: await Promise.all(uploads),
    interruptions: watchers.interruptions,
  };
}

test("a restart of all relays under load fails no request and changes no byte of an upload", async () => {
  await using fleet = await openFleet({ relay: 3, hosts: 4 });
  const { findings, uploads, interruptions } = await restartAll(fleet, (relay) => relay.restart());
  expect(findings).toMatchObject({ lost: [], doubled: [], missing: [] });
  for (const { status, sent, received } of uploads) {
    expect(status).toBe(200);
    expect(received).toBe(sent);
  }
  expect(interruptions.every(({ backAfterMs }) => (backAfterMs ?? Infinity) < 2_000)).toBe(true);
  // A tunnel of a relay that stops ends by its word; the next dial may still meet that relay.
  const ends = readFileSync(fleet.hosts.logFile, "utf8").matchAll(/^lost \S+: (.*);/gm);
  const reasons = new Set(Array.from(ends, ([, reason]) => reason));
  expect(reasons).toContain("this relay is stopping");
  expect([...reasons].filter((reason) => !expectedEnds.includes(reason ?? ""))).toEqual([]);
}, 120_000);

test("control: relays that are killed in place of drained break an upload", async () => {
  await using fleet = await openFleet({ relay: 3, hosts: 4 });
  const { uploads } = await restartAll(fleet, async (relay) => {
    await relay.kill("SIGKILL");
    await relay.start();
  });
  expect(uploads.some(({ status }) => status !== 200)).toBe(true);
}, 120_000);
