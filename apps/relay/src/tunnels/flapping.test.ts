import { createVirtualClock } from "@homeport/platform";
import { closeCodes } from "@homeport/tunnel";
import { expect, test } from "vitest";
import { createFlapping } from "./flapping.ts";

const lost = { code: null, by: "wire", text: "" } as const;

function watch() {
  const clock = createVirtualClock();
  const noticed: string[] = [];
  const flapping = createFlapping({ clock, onFlapping: (hostId) => noticed.push(hostId) });
  return { clock, noticed, flapping };
}

test("five short tunnels in a minute keep a host off for ten seconds, and are told once", async () => {
  const { clock, noticed, flapping } = watch();
  for (let count = 0; count < 4; count += 1) flapping.noteEnd("attic", 4_999, lost);
  expect(flapping.holdOffMs("attic")).toBe(0);
  flapping.noteEnd("attic", 0, lost);
  expect([flapping.holdOffMs("attic"), flapping.holdOffMs("cellar")]).toEqual([10_000, 0]);
  await clock.advance(10_000);
  expect([flapping.holdOffMs("attic"), noticed]).toEqual([0, ["attic"]]);
});

test("slow losses, long tunnels and ends of our own do not count", async () => {
  const { clock, noticed, flapping } = watch();
  for (let count = 0; count < 20; count += 1) {
    flapping.noteEnd("attic", 5_000, lost);
    flapping.noteEnd("attic", 0, { ...lost, code: closeCodes.SERVER_DRAIN });
    flapping.noteEnd("attic", 0, { ...lost, code: closeCodes.REPLACED });
    flapping.noteEnd("cellar", 0, lost);
    await clock.advance(15_000);
  }
  expect(noticed).toEqual([]);
});
