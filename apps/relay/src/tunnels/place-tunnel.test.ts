import { describe, expect, test } from "vitest";
import type { LiveTunnel } from "./live-tunnel.ts";
import { placeTunnel } from "./place-tunnel.ts";
import { createTunnelRegistry } from "./registry.ts";

/** A tunnel as far as placing and choosing look at one. */
function tunnel(
  run: number,
  epoch: number,
  slot = 0,
  mux: Partial<LiveTunnel["mux"]> = {},
): LiveTunnel {
  const facts = { closed: false, draining: false, suspect: false, activeStreams: 0, ...mux };
  return { hostId: "attic", run, epoch, slot, state: "live", mux: facts } as LiveTunnel;
}

function placed(live: LiveTunnel[], candidate: LiveTunnel): number[] | string {
  const placement = placeTunnel(live, candidate);
  return placement.kind === "accept" ? placement.replaces.map((old) => old.epoch) : placement.kind;
}

describe("newest wins", () => {
  test("tunnels of one run in other slots live side by side", () => {
    expect(placed([tunnel(1, 10, 0)], tunnel(1, 11, 1))).toEqual([]);
  });

  test("a higher epoch takes its own slot only", () => {
    expect(placed([tunnel(1, 10, 0), tunnel(1, 11, 1)], tunnel(1, 12, 1))).toEqual([11]);
  });

  test("a higher run takes every slot", () => {
    expect(placed([tunnel(1, 10, 0), tunnel(1, 11, 1)], tunnel(2, 12, 0))).toEqual([10, 11]);
  });

  test("a lower run takes none, whatever its epoch", () => {
    expect(placed([tunnel(2, 10)], tunnel(1, 99, 3))).toBe("superseded");
  });

  test("the same or a lower epoch of one slot takes none", () => {
    expect(placed([tunnel(1, 10)], tunnel(1, 10))).toBe("superseded");
    expect(placed([tunnel(1, 10)], tunnel(1, 9))).toBe("superseded");
  });
});

describe("which tunnel takes a new stream", () => {
  function openable(...live: LiveTunnel[]): number[] {
    const registry = createTunnelRegistry();
    for (const one of live) registry.add(one);
    return registry.openable("attic").map((one) => one.epoch);
  }

  test("the least busy, and a suspect one last", () => {
    const busy = tunnel(1, 1, 0, { activeStreams: 5 });
    const idle = tunnel(1, 2, 1, { activeStreams: 1 });
    const suspect = tunnel(1, 3, 2, { suspect: true });
    expect(openable(busy, suspect, idle)).toEqual([2, 1, 3]);
  });

  test("none that is draining, closed or replaced", () => {
    const draining = tunnel(1, 1, 0, { draining: true });
    const closed = tunnel(1, 2, 1, { closed: true });
    const retired: LiveTunnel = { ...tunnel(1, 3, 2), state: "retired" };
    expect(openable(draining, closed, retired)).toEqual([]);
    expect(openable(retired)).toEqual([]);
  });

  test("a tunnel that was removed is forgotten, and removing it again says so", () => {
    const registry = createTunnelRegistry();
    const one = tunnel(1, 1);
    registry.add(one);
    expect([registry.size, registry.remove(one), registry.remove(one)]).toEqual([1, true, false]);
    expect([registry.size, registry.ofHost("attic").length]).toEqual([0, 0]);
  });
});
