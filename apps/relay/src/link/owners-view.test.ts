import type { TunnelOwner } from "@homeport/hosts";
import { expect, test } from "vitest";
import { readOwnersView, writeOwnersView } from "./owners-view.ts";

const owner = (relayId: string) => ({ relayId }) as TunnelOwner;

test("a view names each other relay once, and never its author", () => {
  const owners = ["relay-1", "relay-2", "relay-2", "relay-3"].map(owner);
  expect(readOwnersView(writeOwnersView(owners, "relay-1"))).toEqual(["relay-2", "relay-3"]);
  expect(writeOwnersView([owner("relay-1")], "relay-1")).toBe("");
});

test("the longest view fits beside a reset", () => {
  const owners = Array.from({ length: 20 }, (_, at) => owner(`${at}`.padStart(64, "r")));
  const view = writeOwnersView(owners, "relay-1");
  expect(Buffer.byteLength(view)).toBeLessThanOrEqual(1_024);
  expect(readOwnersView(view)).toHaveLength(8);
});

test.each([undefined, "", "relay-2", "{}", '{"owners":[1]}', '{"owners":[""]}', "[", "null"])(
  "a view that cannot be read is none: %s",
  (note) => expect(readOwnersView(note)).toEqual([]),
);
