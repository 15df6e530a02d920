import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createHolds } from "./holds.ts";

function open() {
  const clock = createVirtualClock();
  const counts: number[] = [];
  return { clock, counts, holds: createHolds({ clock, onCount: (count) => counts.push(count) }) };
}

test("only a host that was lost under ten seconds ago is waited for", async () => {
  const { clock, holds } = open();
  expect(holds.enter("attic")).toBeNull();
  holds.noteLoss("attic");
  await clock.advance(9_999);
  expect(holds.enter("attic")).not.toBeNull();
  await clock.advance(1);
  expect(holds.enter("attic")).toBeNull();
});

test("a hundred wait for a host and two thousand in all; a place that is left is free again", () => {
  const { counts, holds } = open();
  for (let host = 0; host < 21; host += 1) holds.noteLoss(`host-${host}`);
  const places = Array.from({ length: 100 }, () => holds.enter("host-0"));
  expect(holds.enter("host-0")).toBeNull();
  places[0]?.[Symbol.dispose]();
  expect(holds.enter("host-0")).not.toBeNull();
  for (let host = 1; host < 20; host += 1) {
    for (let count = 0; count < 100; count += 1) holds.enter(`host-${host}`);
  }
  expect([holds.count, counts.at(-1), holds.enter("host-20")]).toEqual([2_000, 2_000, null]);
});

test("whoever waits goes on when the host changes, or when its time is over", async () => {
  const { clock, holds } = open();
  holds.noteLoss("attic");
  const place = holds.enter("attic");
  const woken = place?.changed(60_000);
  holds.wake("cellar");
  holds.wake("attic");
  await woken;
  const timed = place?.changed(500);
  await clock.advance(500);
  await timed;
});
