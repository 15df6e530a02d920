import { once } from "node:events";
import { connect } from "node:net";
import { schema } from "@homeport/db";
import { newId } from "@homeport/platform";
import { waitFor } from "@homeport/testkit";
import { firstPair } from "@homeport/testkit/certificates";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RelaySeams } from "../src/relay.ts";
import { ask, errorOf } from "./ask.ts";
import { startTestRelay, type TestRelay } from "./test-relay.ts";
import { openTestStores, type TestStores } from "./test-stores.ts";

let stores: TestStores;

beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores[Symbol.asyncDispose]());

const limits = { probeEveryMs: 50, probeMs: 1_000 };

async function startProbed(options: Parameters<typeof startTestRelay>[1] = {}): Promise<TestRelay> {
  const relay = await startTestRelay(stores, {
    ...options,
    limits: { ...limits, ...options.limits },
  });
  relay.relay.probe.start();
  return relay;
}

async function count(result: "ok" | "failed"): Promise<number> {
  const text = await stores.metrics.text();
  const line = new RegExp(`homeport_relay_probe_total\\{result="${result}"\\} (\\d+)`);
  return Number(line.exec(text)?.[1] ?? 0);
}

async function more(result: "ok" | "failed", by: number): Promise<void> {
  const before = await count(result);
  await waitFor(async () => (await count(result)) >= before + by, { deadlineMs: 10_000 });
}

const unfit = (relay: TestRelay) =>
  waitFor(() => relay.relay.probe.readFault() !== null, { deadlineMs: 10_000 });

describe("a relay that works", () => {
  test.each([
    ["in the clear", undefined],
    ["behind its own TLS", firstPair],
  ])("passes its probe %s", async (_name, tls) => {
    await using relay = await startProbed({ settings: { tls } });
    await more("ok", 3);
    expect(relay.relay.probe.readFault()).toBeNull();
    expect(await stores.metrics.text()).toContain("homeport_relay_probe_seconds_count");
  });

  test("keeps its probe out of every list and count of hosts and visitors", async () => {
    const requestsIn = (text: string) =>
      text.match(/^homeport_relay_(?:request_total|tunnel\w*|forward_total)\{.*$/gm) ?? [];
    const before = requestsIn(await stores.metrics.text());
    await using relay = await startProbed();
    await more("ok", 2);
    expect(relay.relay.registry.size).toBe(0);
    expect([...relay.relay.registry.all()]).toEqual([]);
    expect(requestsIn(await stores.metrics.text())).toEqual(before);
    expect(await stores.db.orm.select().from(schema.hosts)).toEqual([]);
    expect(await stores.db.orm.select().from(schema.hostEvents)).toEqual([]);
    expect(await stores.db.orm.select().from(schema.hostPresence)).toEqual([]);
    const keys = await stores.redis.client.keys("*tunnel*");
    expect(keys).toEqual([]);
  });

  test("lets its probe in when it is full", async () => {
    await using relay = await startProbed({ limits: { ...limits, maxTunnels: 0 } });
    await more("ok", 1);
    expect(relay.relay.probe.readFault()).toBeNull();
  });

  test("opens nothing to whoever knows only the form of the probe's address", async () => {
    await using relay = await startProbed();
    await more("ok", 1);
    const path = `/hosts/${newId()}/_echo/echo`;
    const answer = await ask(relay.port, { host: "localhost:8080", path, method: "POST" });
    expect([answer.status, errorOf(answer).code]).toEqual([401, "SIGN_IN_REQUIRED"]);
  });

  test("asks itself nothing while it drains", async () => {
    await using relay = await startProbed();
    await more("ok", 1);
    relay.startDraining();
    // An attempt that was under way may still end.
    await waitFor(() => relay.relay.visitCount() === 0, { deadlineMs: 2_000 });
    const [ok, failed] = [await count("ok"), await count("failed")];
    const untilMs = performance.now() + 4 * limits.probeEveryMs;
    await waitFor(() => performance.now() > untilMs, { deadlineMs: 2_000 });
    expect((await count("ok")) - ok).toBeLessThanOrEqual(1);
    expect(await count("failed")).toBe(failed);
  });
});

/** Faults in the data path that leave every socket open. */
const faults: [string, Partial<RelaySeams>][] = [
  [
    "nothing is ever answered",
    { transport: (own) => ({ ...own, request: () => ({ bytesIn: 0, abandon: () => {} }) }) },
  ],
  [
    "one byte is changed on its way back",
    {
      transport: (own) => ({
        ...own,
        request: (carried) =>
          own.request({
            ...carried,
            open: (events) =>
              carried.open({
                ...{ onEnd: () => events.onEnd(), onDrain: () => events.onDrain?.() },
                onClose: (end) => events.onClose(end),
                onData(bytes) {
                  const changed = Buffer.from(bytes);
                  const at = changed.length - 10;
                  changed[at] = (changed[at] ?? 0) ^ 1;
                  events.onData(changed);
                },
              }),
          }),
      }),
    },
  ],
  [
    "no tunnel is found",
    {
      router: (own) => ({
        ...{ ...own, local: () => null },
        find: (wanted) => own.find({ ...wanted, hostId: newId() }),
      }),
    },
  ],
];

describe("a relay whose listener opens but whose data path is broken", () => {
  test.each(faults)("fails its probe when %s, twice, and is not ready", async (_name, seams) => {
    await using relay = await startProbed({
      ...{ seams, limits: { ...limits, probeMs: 300, lossMs: 1 } },
    });
    expect(relay.relay.probe.readFault()).toBeNull();
    await unfit(relay);
    expect(relay.relay.probe.readFault()).toContain("the probe has failed 2 times in a row");
  });

  test.each(faults)(
    "control: a probe that only opens a socket passes when %s",
    async (_name, seams) => {
      const probe = async () => {
        const socket = connect(relay.port, "127.0.0.1");
        await once(socket, "connect");
        socket.destroy();
      };
      await using relay: TestRelay = await startProbed({ seams: { ...seams, probe } });
      await more("ok", 3);
      expect(relay.relay.probe.readFault()).toBeNull();
    },
  );

  test("is ready again after one success", async () => {
    let broken = true;
    await using relay = await startProbed({
      seams: { probe: async () => void (broken && (await Promise.reject(new Error("broken")))) },
    });
    await unfit(relay);
    broken = false;
    await waitFor(() => relay.relay.probe.readFault() === null, { deadlineMs: 5_000 });
  });
});
