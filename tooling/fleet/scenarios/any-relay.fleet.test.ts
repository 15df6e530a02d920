import { expect, test } from "vitest";
import { type Fleet, openFleet } from "../src/fleet.ts";
import { echoOnce } from "../src/load/echo-once.ts";
import { sendRequest } from "../src/load/send-request.ts";

/** Asks for every host at every relay, past the front; answers what did not come back. */
async function askEverywhere({ relays, appHosts, visitor }: Fleet): Promise<string[]> {
  const places = relays.flatMap(({ relayId, port }) =>
    appHosts.map((host) => ({ id: `${relayId}-${host}`, at: { ...visitor, port }, host })),
  );
  const refused = await Promise.all(
    places.map(async ({ id, at, host }) => {
      const { status, outcome } = await sendRequest(at, { id, method: "GET", host });
      const echo = await echoOnce(at.port, host, id);
      return [
        ...(status === 200 && outcome === id ? [] : [`request ${id}: ${outcome}`]),
        ...(echo === id ? [] : [`upgrade ${id}`]),
      ];
    }),
  );
  return refused.flat();
}

test("a request and an upgrade succeed on whichever of three relays they land", async () => {
  await using fleet = await openFleet({ relay: 3, hosts: 3, tunnels: 1 });
  expect(await askEverywhere(fleet)).toEqual([]);
});

test("control: with links that lead nowhere two of three relays serve no host", async () => {
  const nowhere = { HOMEPORT_RELAY_INTERNAL_URL: "http://127.0.0.1:1" };
  await using fleet = await openFleet({ relay: 3, hosts: 2, tunnels: 1, relayEnv: nowhere });
  expect(await askEverywhere(fleet)).toHaveLength(2 * 2 * 2);
});
