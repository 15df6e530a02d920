import { expect, test } from "vitest";
import { turnOf } from "./open-load.ts";

/** The hosts that each relay is asked for, when a front leads to the relays in turn. */
function hostsAt(relays: number, hosts: number, turn: (sent: number, hosts: number) => number) {
  const asked = Array.from({ length: relays }, () => new Set<number>());
  for (let sent = 0; sent < 100; sent += 1) asked[sent % relays]?.add(turn(sent, hosts));
  return asked.map((at) => at.size);
}

test.each([
  [2, 4],
  [3, 6],
  [2, 20],
])("%d relays in turn are each asked for all of %d hosts", (relays, hosts) => {
  expect(hostsAt(relays, hosts, turnOf)).toEqual(Array(relays).fill(hosts));
});

test("control: hosts in plain turn keep step with the relays", () => {
  expect(hostsAt(2, 4, (sent, hosts) => sent % hosts)).toEqual([2, 2]);
});
