import { connectRedis, type RedisLink } from "@homeport/coordination";
import { createMetrics, silentLog, systemClock } from "@homeport/platform";
import { freshRedis, ownRedis, waitFor } from "@homeport/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { HostsError } from "../errors.ts";
import { openDirectory } from "./directory.ts";
import type { OwnTunnel, RelayLease } from "./records.ts";

const metrics = createMetrics({ app: "test", version: "0" });
let stack: AsyncDisposableStack;
let redis: RedisLink;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const fresh = stack.use(await freshRedis());
  redis = stack.use(await connect(fresh.url));
});

afterAll(() => stack.disposeAsync());
beforeEach(async () => {
  await redis.client.flushdb();
});

async function connect(url: string): Promise<RedisLink> {
  return await connectRedis({ url, use: "directory", clock: systemClock, log: silentLog, metrics });
}

function lease(boot: string): RelayLease {
  return { boot, internalUrl: "http://127.0.0.1:8082", draining: false, startedAtMs: 1 };
}

function tunnel(epoch: number, boot = "boot-1", over: Partial<OwnTunnel> = {}): OwnTunnel {
  return {
    hostId: "attic",
    relayId: "relay:8080",
    epoch,
    ...over,
    record: {
      boot,
      run: 1,
      slot: 0,
      wire: "websocket",
      connectedAtMs: 1,
      agentVersion: "1.0.0",
      draining: false,
    },
  };
}

async function epochsOf(directory: ReturnType<typeof openDirectory>, hostId = "attic") {
  const owners = await directory.lookup([hostId]);
  return owners.get(hostId)?.map((owner) => owner.epoch) ?? [];
}

describe("the directory", () => {
  test("shows a tunnel as soon as it is published, the newest first", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishTunnel(tunnel(7));
    await directory.publishTunnel(tunnel(8));
    expect(await epochsOf(directory)).toEqual([8, 7]);
    expect(await epochsOf(directory, "cellar")).toEqual([]);
  });

  test("a late delete of an old epoch leaves the new owner", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishTunnel(tunnel(7));
    await directory.publishTunnel(tunnel(8));
    const old = { hostId: "attic", relayId: "relay:8080", epoch: 7, boot: "boot-1" };
    expect(await directory.remove(old)).toBe(true);
    expect(await directory.remove(old)).toBe(false);
    expect(await epochsOf(directory)).toEqual([8]);
  });

  test("control: a delete that names only host and relay takes the new owner along", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishTunnel(tunnel(7));
    await directory.publishTunnel(tunnel(8));
    for (const key of await redis.client.keys("homeport:tunnel:{attic}:relay:8080:*")) {
      await redis.client.del(key);
    }
    expect(await epochsOf(directory)).toEqual([]);
  });

  test("a delete by another boot changes nothing", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-2") });
    await directory.publishTunnel(tunnel(7, "boot-2"));
    const stale = { hostId: "attic", relayId: "relay:8080", epoch: 7, boot: "boot-1" };
    expect(await directory.remove(stale)).toBe(false);
    expect(await directory.removeRelay({ relayId: "relay:8080", boot: "boot-1" })).toBe(false);
    expect(await epochsOf(directory)).toEqual([7]);
  });

  test("a key that expired while its tunnel lived comes back within one refresh", async () => {
    const directory = openDirectory({ redis, metrics, tunnelKeyMs: 20, hostSetMs: 20 });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishTunnel(tunnel(7));
    await waitFor(async () => (await epochsOf(directory)).length === 0, { deadlineMs: 2_000 });
    await openDirectory({ redis, metrics }).refresh([tunnel(7)]);
    expect(await epochsOf(directory)).toEqual([7]);
  });

  test("control: a refresh that only extends brings an expired key not back", async () => {
    const directory = openDirectory({ redis, metrics, tunnelKeyMs: 20, hostSetMs: 20 });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishTunnel(tunnel(7));
    await waitFor(async () => (await epochsOf(directory)).length === 0, { deadlineMs: 2_000 });
    await redis.client.pexpire("homeport:tunnel:{attic}:relay:8080:7", 45_000);
    await redis.client.pexpire("homeport:host:{attic}", 90_000);
    expect(await epochsOf(directory)).toEqual([]);
  });

  test("everything comes back after a flush with one renewal and one refresh", async () => {
    const directory = openDirectory({ redis, metrics });
    const many = Array.from({ length: 1_201 }, (_, index) =>
      tunnel(index, "boot-1", { hostId: `host-${index}` }),
    );
    await directory.renewRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.refresh(many);
    await redis.client.flushdb();
    await directory.renewRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.refresh(many);
    const owners = await directory.lookup(many.map((one) => one.hostId));
    expect(owners.size).toBe(1_201);
  });

  test("a refresh asks for what is said of a tunnel when its chunk is written, so thousands never lie in memory together", async () => {
    let asked = 0;
    const askedAtWrite: number[] = [];
    function* many() {
      for (; asked < 1_201; asked += 1) yield tunnel(asked, "boot-1", { hostId: `host-${asked}` });
    }
    const watched: typeof redis.runScript = (...call) => {
      askedAtWrite.push(asked);
      return redis.runScript(...call);
    };
    const directory = openDirectory({ redis: { runScript: watched }, metrics });
    await directory.refresh(many());
    // The generator rests within the turn of the last tunnel that it gave.
    expect(askedAtWrite).toEqual([499, 999, 1_201]);
  });

  test("the tunnels of a killed relay lapse together with its lease", async () => {
    const directory = openDirectory({ redis, metrics, relayLeaseMs: 20 });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishTunnel(tunnel(7));
    await waitFor(async () => (await epochsOf(directory)).length === 0, { deadlineMs: 2_000 });
    expect(await redis.client.exists("homeport:tunnel:{attic}:relay:8080:7")).toBe(1);
  });

  test("the tunnels of a relay's earlier boot do not count", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishTunnel(tunnel(7));
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-2") });
    expect(await epochsOf(directory)).toEqual([]);
  });

  test("a renewal leaves the lease of another process with the same id alone, and says so", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-2") });
    const renewed = await directory.renewRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    expect(renewed).toBe("taken");
    expect(await directory.listRelays()).toEqual([
      { relayId: "relay:8080", lease: lease("boot-2") },
    ]);
  });

  test("a renewal says when the lease was gone, so that the tunnels are written again, too", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    const renew = () => directory.renewRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    expect(await renew()).toBe("held");
    await redis.client.flushall();
    expect([await renew(), await renew()]).toEqual(["anew", "held"]);
  });

  test("a relay without a lease is listed no more and taken out of the set", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
    expect(await directory.removeRelay({ relayId: "relay:8080", boot: "boot-1" })).toBe(true);
    await redis.client.sadd("homeport:relays", "gone");
    expect(await directory.listRelays()).toEqual([]);
    expect(await redis.client.scard("homeport:relays")).toBe(0);
  });

  test.each(["not json", "{}", '{"boot":"boot-1","run":"x"}', "[]", "null"])(
    "the malformed value %j counts as absent and is counted",
    async (value) => {
      const own = createMetrics({ app: "test", version: "0" });
      const directory = openDirectory({ redis, metrics: own });
      await directory.publishRelay({ relayId: "relay:8080", lease: lease("boot-1") });
      await directory.publishTunnel(tunnel(7));
      await directory.publishTunnel(tunnel(8));
      await redis.client.set("homeport:tunnel:{attic}:relay:8080:8", value);
      expect(await epochsOf(directory)).toEqual([7]);
      expect(await own.text()).toContain('homeport_directory_errors_total{op="malformed"} 1');
    },
  );

  test("every operation counts as an attempt, and one that fails also as an error", async () => {
    const own = createMetrics({ app: "test", version: "0" });
    let isAway = false;
    const runScript: typeof redis.runScript = async (...call) => {
      if (isAway) throw new Error("away");
      return await redis.runScript(...call);
    };
    const directory = openDirectory({ redis: { runScript }, metrics: own });
    await directory.listRelays();
    isAway = true;
    await expect(directory.listRelays()).rejects.toMatchObject({ code: "DIRECTORY_UNAVAILABLE" });
    const text = await own.text();
    expect(text).toContain('homeport_directory_attempts_total{op="list-relays"} 2');
    expect(text).toContain('homeport_directory_errors_total{op="list-relays"} 1');
  });

  test("members that no key backs are taken out in passing, so a set does not grow for ever", async () => {
    const directory = openDirectory({ redis, metrics });
    await redis.client.sadd("homeport:host:{attic}", "relay:8080:1", "nonsense");
    expect(await epochsOf(directory)).toEqual([]);
    expect(await redis.client.exists("homeport:host:{attic}")).toBe(0);
  });

  test("its age starts with its first use and starts again after a flush", async () => {
    const directory = openDirectory({ redis, metrics });
    await directory.publishTunnel(tunnel(7));
    await redis.client.set("homeport:directory:born", Date.now() - 5_000);
    expect(await directory.readAgeMs()).toBeGreaterThanOrEqual(4_000);
    await redis.client.flushdb();
    expect(await directory.readAgeMs()).toBeLessThan(1_000);
  });
});

describe("while Redis is away", () => {
  test("every call is refused within its deadline as DIRECTORY_UNAVAILABLE, and works again after", async () => {
    await using store = await ownRedis();
    await using link = await connect(store.url);
    const directory = openDirectory({ redis: link, metrics });
    await directory.publishTunnel(tunnel(7));
    store.freeze();
    const startedMs = performance.now();
    const refused = await directory.lookup(["attic"]).catch((error: unknown) => error);
    expect(performance.now() - startedMs).toBeLessThan(1_500);
    expect(refused).toBeInstanceOf(HostsError);
    expect(refused).toMatchObject({ code: "DIRECTORY_UNAVAILABLE", retryable: true });
    store.thaw();
    await waitFor(() => directory.readAgeMs().then((ageMs) => ageMs >= 0), { deadlineMs: 5_000 });
  });
});
