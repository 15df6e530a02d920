import { createServer } from "node:http";
import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { z } from "zod";
import { ask, errorOf } from "./ask.ts";
import { portOf } from "./test-bed.ts";
import { openTestFleet } from "./test-fleet.ts";
import type { TestRelay } from "./test-relay.ts";

const adminSecret = "an-admin-secret-of-at-least-32-characters";
const answerSchema = z.object({ tunnels: z.array(z.looseObject({ relayId: z.string() })) });

/** The list as the ops listener of that relay would serve it. */
async function askTunnels({ relay }: TestRelay, path: string) {
  const server = createServer((request, response) => void relay.adminTunnels(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const headers = { Authorization: `Bearer ${adminSecret}` };
  const answer = await ask(portOf(server), { host: "ops", path, headers });
  server.close();
  return answer;
}

async function listOf(relay: TestRelay, path: string) {
  const { body } = await askTunnels(relay, path);
  return answerSchema.parse(JSON.parse(String(body))).tunnels;
}

test("either of two relays lists the tunnels of both for the fleet, and for itself its own", async () => {
  await using fleet = await openTestFleet({
    relays: 2,
    target: (_request, response) => response.end("x"),
    relay: { settings: { adminSecret } },
  });
  await fleet.dial(0, { run: 1, epoch: 1, slot: 0 });
  await fleet.dial(1, { run: 1, epoch: 2, slot: 1 });
  await fleet.published(2);
  const ids = fleet.relays.map(({ settings }) => settings.relayId);
  for (const [at, relay] of fleet.relays.entries()) {
    const { hostId, machineName } = fleet.host;
    // A host is listed once its row says that it is online.
    const all = await waitFor(
      async () => {
        const tunnels = await listOf(relay, "/admin/tunnels?scope=fleet");
        return tunnels.length === 2 ? tunnels : null;
      },
      { deadlineMs: 5_000 },
    );
    expect(new Set(all.map(({ relayId }) => relayId))).toEqual(new Set(ids));
    // A relay knows its own tunnels better than the directory does.
    const [own, other] = [all.find(isAt(ids[at])), all.find(isAt(ids[1 - at]))];
    expect(own).toMatchObject({ hostId, machineName, slot: at, bytesIn: expect.any(Number) });
    expect(other).toMatchObject({ hostId, machineName, slot: 1 - at, bytesIn: null });
    for (const path of ["/admin/tunnels", "/admin/tunnels?scope=local"]) {
      expect((await listOf(relay, path)).map(({ relayId }) => relayId)).toEqual([ids[at]]);
    }
    expect(await listOf(relay, "/admin/tunnels?scope=fleet&host=nobody")).toEqual([]);
  }
}, 40_000);

function isAt(id: string | undefined) {
  return ({ relayId }: { relayId: string }) => relayId === id;
}

test("the fleet's list is refused while the directory is away, and a relay's own is not", async () => {
  await using fleet = await openTestFleet({
    relays: 1,
    target: (_request, response) => response.end("x"),
    relay: { settings: { adminSecret } },
  });
  await fleet.stores.redis[Symbol.asyncDispose]();
  const refused = await askTunnels(fleet.relay(0), "/admin/tunnels?scope=fleet&host=h");
  expect([refused.status, errorOf(refused).code]).toEqual([503, "DIRECTORY_UNAVAILABLE"]);
  expect((await askTunnels(fleet.relay(0), "/admin/tunnels")).status).toBe(200);
}, 40_000);
