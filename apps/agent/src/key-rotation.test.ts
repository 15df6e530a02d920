import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestHost, type TestHost } from "../test/test-host.ts";
import { startTestRelay, type TestRelay } from "../test/test-relay.ts";
import type { Agent } from "./agent.ts";

import { createHostKey, type HostKey, readHostKey } from "./state/host-key.ts";
import { openHostKeys } from "./state/host-keys.ts";
import { startQuietAgent } from "./testing/quiet-agent.ts";

const patient = { timeout: 10_000 };
let host: TestHost;
let relay: TestRelay;
let stack: AsyncDisposableStack;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  host = stack.use(await createTestHost());
  relay = stack.use(await startTestRelay(host.key.publicKey));
  await host.enrolAt(relay.url);
});
afterEach(() => stack.disposeAsync());

async function start(): Promise<Agent> {
  return stack.use(await startQuietAgent(host.folder.root));
}

const runs = () => relay.tunnels.map(({ hello }) => hello.epoch);
const onDisk = async (): Promise<HostKey | null> => await readHostKey(host.folder.keyFile);

describe("a host's key is replaced", () => {
  it("while its agent runs: the tunnels move to the new one, and the old one is nowhere any more", async () => {
    const agent = await start();
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    const [before, pem] = [runs(), await readFile(host.folder.keyFile, "utf8")];
    expect(await agent.rotateKey()).toMatchObject({ outcome: "rotated" });
    expect(relay.keys.retiring).toEqual(host.key.publicKey);
    expect((await onDisk())?.publicKey).toEqual(relay.keys.active);
    expect(await readFile(host.folder.keyFile, "utf8")).not.toBe(pem);
    expect(await readHostKey(host.folder.nextKeyFile)).toBeNull();
    // From here on only the new key opens a tunnel.
    relay.keys.retiring = null;
    await expect
      .poll(() => runs().filter((epoch) => !before.includes(epoch)).length, patient)
      .toBe(2);
    expect(agent.status().slots.map(({ state }) => state)).toEqual(["live", "live"]);
  });

  it("once, by callers that come at once", async () => {
    const agent = await start();
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    const answers = await Promise.all([agent.rotateKey(), agent.rotateKey()]);
    expect(answers.map(({ outcome }) => outcome)).toEqual(["rotated", "rotated"]);
    expect(relay.keys.asked).toBe(1);
  });

  it("only by a relay that can be asked", async () => {
    await relay[Symbol.asyncDispose]();
    const agent = await start();
    await expect(agent.rotateKey()).rejects.toMatchObject({ code: "TUNNEL_NEEDED" });
    expect(await readHostKey(host.folder.nextKeyFile)).toBeNull();
  });
});

describe("a replacement that broke off is completed by the next start", () => {
  it("when the relay never heard of it", async () => {
    const next = await createHostKey(host.folder.nextKeyFile);
    await start();
    await expect.poll(async () => (await onDisk())?.publicKey, patient).toEqual(next.publicKey);
    expect(relay.keys).toMatchObject({ active: next.publicKey, retiring: host.key.publicKey });
  });

  it("when the relay has taken it and the old key is still good", async () => {
    const next = await createHostKey(host.folder.nextKeyFile);
    Object.assign(relay.keys, { active: next.publicKey, retiring: host.key.publicKey });
    await start();
    await expect.poll(async () => (await onDisk())?.publicKey, patient).toEqual(next.publicKey);
  });

  it("when the relay has taken it and the old key's time is over", async () => {
    const next = await createHostKey(host.folder.nextKeyFile);
    Object.assign(relay.keys, { active: next.publicKey, retiring: null });
    await start();
    await expect.poll(() => relay.tunnels.length, patient).toBe(2);
    expect((await onDisk())?.publicKey).toEqual(next.publicKey);
  });

  it("control: without the key that was written down first the host is lost", async () => {
    relay.keys.active = Buffer.alloc(32, 7);
    const agent = await start();
    await expect
      .poll(() => agent.status().slots.map(({ state }) => state), patient)
      .toEqual(["refused", "refused"]);
  });
});

it("a replacement whose answer was lost is completed over the next tunnel", async () => {
  relay.keys.answers = "late";
  const agent = await start();
  await expect.poll(() => relay.tunnels.length, patient).toBe(2);
  const asked = agent.rotateKey();
  asked.catch(() => undefined);
  await expect.poll(() => relay.keys.asked, patient).toBe(1);
  expect((await onDisk())?.publicKey).toEqual(host.key.publicKey);
  relay.keys.answers = "all";
  for (const { mux } of [...relay.tunnels]) mux.destroy(4500, "lost");
  await expect(asked).rejects.toMatchObject({ code: "TUNNEL_NEEDED" });
  await expect.poll(async () => (await onDisk())?.publicKey, patient).toEqual(relay.keys.active);
  expect(relay.keys.active).not.toEqual(host.key.publicKey);
});

it("an agent that still holds the key of before takes the one that its folder has now", async () => {
  const agent = await start();
  await expect.poll(() => relay.tunnels.length, patient).toBe(2);
  const elsewhere = await openHostKeys(host.folder);
  const next = await elsewhere?.prepare();
  await elsewhere?.promote();
  Object.assign(relay.keys, { active: next?.publicKey, retiring: null });
  for (const { mux } of [...relay.tunnels]) mux.destroy(4500, "lost");
  const states = () => agent.status().slots.map(({ state }) => state);
  await expect.poll(() => relay.tunnels.length, patient).toBe(2);
  await expect.poll(states, patient).toEqual(["live", "live"]);
});

describe("homeport rotate-key", () => {
  it("works through the agent that runs", { timeout: 60_000 }, async () => {
    host.start("up");
    await expect.poll(() => relay.tunnels.length, { timeout: 20_000 }).toBe(2);
    const ran = await host.run("rotate-key", "--json");
    expect([ran.code, JSON.parse(ran.stdout)]).toEqual([
      0,
      { hostId: "host-1", oldKeyNotAfterMs: 1 },
    ]);
    expect((await onDisk())?.publicKey).toEqual(relay.keys.active);
  });

  it("works without one, by a tunnel of its own", { timeout: 60_000 }, async () => {
    const ran = await host.run("rotate-key");
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(ran.stdout).toContain("attic has a new key. Copies of the old one are good until");
    expect((await onDisk())?.publicKey).toEqual(relay.keys.active);
    await expect.poll(() => relay.tunnels.length, patient).toBe(0);
  });
});
