import { waitFor } from "@homeport/testkit";
import { expect, test } from "vitest";
import { echoOnce } from "../src/load/echo-once.ts";
import { sendRequest } from "../src/load/send-request.ts";
import { startHomeport } from "../src/product/start-homeport.ts";
import { readMetric } from "../src/replica/read-metric.ts";
import { startTarget } from "../src/target/target.ts";

const portBase = 27_000;
const rounds = 10;

test("what pnpm start --relay 3 brings up serves requests and WebSockets at whichever relay they land", async () => {
  await using target = await startTarget();
  await using homeport = await startHomeport({ portBase, relay: 3 });
  await homeport.expose(Number(new URL(target.url).port), "anywhere");
  const host = `anywhere.${new URL(homeport.appsUrl).host}`;
  const ports = [...homeport.relayUrls, homeport.appsUrl].map((url) => Number(new URL(url).port));
  expect(ports).toHaveLength(4);
  const ask = (port: number, id: string) =>
    sendRequest({ port, relayOf: () => null }, { id, method: "GET", host });
  for (const port of ports) {
    await waitFor(async () => (await ask(port, "known")).status !== 404, { deadlineMs: 5_000 });
  }

  const asked = ports.flatMap((port) =>
    Array.from({ length: rounds }, async (_, round) => {
      const id = `${port}-${round}`;
      const { status, outcome } = await ask(port, id);
      return status === 200 && outcome === id && (await echoOnce(port, host, id)) === id
        ? []
        : [id];
    }),
  );
  expect((await Promise.all(asked)).flat()).toEqual([]);
  // Two tunnels are at two relays, so a third one had to pass on what it got; which one it is may change meanwhile.
  const forwarded = await Promise.all(
    homeport.opsUrls.relay.map((url) => readMetric(url, "homeport_relay_forward_total", "peer")),
  );
  const passedOn = forwarded.reduce((sum, count) => sum + count, 0);
  expect(passedOn).toBeGreaterThanOrEqual(rounds);
}, 300_000);
