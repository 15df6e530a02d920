import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { waitFor } from "@homeport/testkit";
import { closeCodes } from "@homeport/tunnel";
import { describe, expect, test } from "vitest";
import { openTestFleet } from "./test-fleet.ts";

const target = { target: (_request: unknown, response: { end(): unknown }) => void response.end() };

describe("two copies of one key never fight", () => {
  test("the older run is refused on every relay while the newer one lives, and returns when it is gone", async () => {
    await using fleet = await openTestFleet({ relays: 2, ...target });
    const newer = await fleet.dial(0, { run: 200 });
    const older = { run: 100 };
    for (const at of [0, 1]) {
      await expect(fleet.dial(at, older)).rejects.toMatchObject({ closeCode: closeCodes.REPLACED });
    }
    expect([newer.mux.closed, newer.goAways]).toEqual([false, []]);
    await newer[Symbol.asyncDispose]();
    await fleet.published(0);
    const back = await fleet.dial(1, older);
    expect(back.mux.closed).toBe(false);
  });

  test("a newer run on another relay retires the older one's tunnel", async () => {
    await using fleet = await openTestFleet({ relays: 2, ...target });
    const older = await fleet.dial(0, { run: 100 });
    await fleet.dial(1, { run: 200 });
    expect((await older.ended).code).toBe(closeCodes.REPLACED);
    await fleet.published(1);
  });

  test("tunnels of one run live side by side on two relays", async () => {
    await using fleet = await openTestFleet({ relays: 2, ...target });
    const [one, two] = [await fleet.dial(0, { slot: 0 }), await fleet.dial(1, { slot: 1 })];
    await fleet.published(2);
    expect([one.goAways, two.goAways]).toEqual([[], []]);
  });
});

describe("an agent that looks for a second relay", () => {
  test("is told of the others, and is sent on before the upgrade when it asked to avoid this one", async () => {
    await using fleet = await openTestFleet({
      relays: 2,
      ...target,
      relay: { settings: { publicUrl: "http://relay.example.org" } },
    });
    const [first, second] = [fleet.relay(0), fleet.relay(1)];
    await first.relay.peers.refresh();
    const agent = await fleet.dial(0);
    expect(agent.relay.others).toEqual([
      { relayId: second.settings.relayId, url: "http://relay.example.org" },
    ]);
    const avoiding = (relayId: string) => askForTunnel(first.port, fleet.host.hostId, relayId);
    expect(await avoiding(first.settings.relayId)).toBe(503);
    expect(await avoiding(second.settings.relayId)).toBe(101);
  });

  test("is taken in by the only relay all the same", async () => {
    await using fleet = await openTestFleet({ relays: 1, ...target });
    const { port, settings, relay } = fleet.relay(0);
    await relay.peers.refresh();
    expect(await askForTunnel(port, fleet.host.hostId, settings.relayId)).toBe(101);
  });
});

async function askForTunnel(port: number, hostId: string, avoid: string): Promise<number> {
  const request = httpRequest({
    ...{ host: "127.0.0.1", port, path: "/tunnel", agent: false },
    headers: {
      ...{ Host: "localhost:8080", Connection: "Upgrade", Upgrade: "homeport-mux/1" },
      ...{ "Homeport-Host": hostId, "Homeport-Avoid": avoid },
    },
  });
  request.on("upgrade", (_response, socket) => socket.destroy());
  request.end();
  const [response] = await Promise.race([once(request, "response"), once(request, "upgrade")]);
  response.resume();
  return response.statusCode;
}

test("two relays of one name end up with two", async () => {
  await using fleet = await openTestFleet({
    relays: 2,
    ...target,
    relay: { settings: { relayId: "twin" } },
  });
  const { directory } = fleet.stores;
  await waitFor(async () => (await directory.listRelays()).length === 2, { deadlineMs: 12_000 });
  const names = (await directory.listRelays()).map((relay) => relay.relayId);
  expect(names).toContain("twin");
  expect(names.find((name) => name !== "twin")).toMatch(/^twin-.{4}$/);
}, 15_000);
