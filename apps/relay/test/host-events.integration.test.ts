import { expect, test } from "vitest";
import { createRelayEvents } from "../src/events.ts";
import { createReportQueues } from "../src/presence/report-queues.ts";
import { addHost, openTestStores } from "./test-stores.ts";

test("events of a host beyond two hundred an hour are not written, but counted", async () => {
  await using stores = await openTestStores();
  const { hostId } = await addHost(stores);
  const events = createRelayEvents(stores, { accessLog: "off", relayId: "relay-1" });
  const { hostEvents } = createReportQueues({ ...stores, events, debounceMs: 60_000 });
  for (let epoch = 1; epoch <= 203; epoch += 1) {
    hostEvents.add({ hostId, kind: "connected", relayId: "relay-1", epoch });
  }
  await hostEvents.flush();
  expect(await stores.metrics.text()).toMatch(/^homeport_relay_host_events_dropped_total 3$/m);
});
