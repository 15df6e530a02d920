import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createRefusals, networkOf } from "./refusals.ts";

test.each([
  ["192.0.2.77", "192.0.2.0/24"],
  ["app-1 192.0.2.77", "192.0.2.0/24"],
  ["2001:db8:7:8::/64", "2001:db8:7::/48"],
  ["2001:db8::1", "2001:db8:0::/48"],
  ["::1", "0:0:0::/48"],
  ["user-1", null],
  ["", null],
])("of the key %j the network %j is known", (key, network) => {
  expect(networkOf(key)).toBe(network);
});

test("refusals are counted by class and network, the most first, and forgotten after two minutes", async () => {
  const clock = createVirtualClock();
  const refusals = createRefusals(clock);
  for (const key of ["192.0.2.1", "192.0.2.2", "198.51.100.1", "ada"]) refusals.note("page", key);
  await clock.advance(60_000);
  refusals.note("page", "192.0.2.3");
  expect(refusals.read().get("page")).toEqual({
    refused: 5,
    top: [
      ["192.0.2.0/24", 3],
      ["198.51.100.0/24", 1],
    ],
  });
  await clock.advance(60_000);
  expect(refusals.read().get("page")).toEqual({ refused: 1, top: [["192.0.2.0/24", 1]] });
  await clock.advance(120_000);
  expect(refusals.read().size).toBe(0);
});

test("a flood from everywhere keeps a bounded number of networks", () => {
  const refusals = createRefusals(createVirtualClock());
  for (let at = 0; at < 5_000; at += 1) {
    refusals.note("page", `10.${Math.floor(at / 250)}.${at % 250}.1`);
  }
  const page = refusals.read().get("page");
  expect(page?.refused).toBe(5_000);
  expect(page?.top).toHaveLength(3);
});
