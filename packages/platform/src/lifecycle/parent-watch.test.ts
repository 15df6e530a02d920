import { expect, test } from "vitest";
import { createVirtualClock } from "../clock/virtual.ts";
import { watchParent } from "./parent-watch.ts";

function watch(first: { parent: number; alive: boolean }) {
  const clock = createVirtualClock();
  const world = { ...first, gone: 0 };
  const watcher = watchParent({
    clock,
    parentPid: 7,
    readParentPid: () => world.parent,
    isAlive: () => world.alive,
    onGone: () => void world.gone++,
  });
  return { clock, world, watcher };
}

test("a direct child notices that it was handed to another parent, whoever has the number now", async () => {
  const { clock, world } = watch({ parent: 7, alive: true });
  await clock.advance(10_000);
  expect(world.gone).toBe(0);
  world.parent = 1;
  await clock.advance(1_000);
  expect(world.gone).toBe(1);
});

test("a grandchild notices that the process is no more, once", async () => {
  const { clock, world } = watch({ parent: 99, alive: true });
  world.alive = false;
  await clock.advance(10_000);
  expect(world.gone).toBe(1);
  expect(clock.pending()).toBe(0);
});

test("a watch that is closed notices nothing", async () => {
  const { clock, world, watcher } = watch({ parent: 7, alive: true });
  watcher[Symbol.dispose]();
  world.parent = 1;
  await clock.advance(10_000);
  expect(world.gone).toBe(0);
});
