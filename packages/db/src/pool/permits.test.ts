import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { createPermitGate } from "./permits.ts";

function testGate(max: number, maxWaiting = 10) {
  const clock = createVirtualClock();
  const refused: unknown[] = [];
  const onRefused = (facts: unknown) => void refused.push(facts);
  const gate = createPermitGate({ max, acquireMs: 10_000, maxWaiting, clock, onRefused });
  return { clock, gate, refused };
}

test("no more permits are out than there are connections", async () => {
  const { gate } = testGate(2);
  await gate.acquire();
  await gate.acquire();
  void gate.acquire();
  expect([gate.inUse, gate.waiting]).toEqual([2, 1]);
});

test("who came first is served first", async () => {
  const { gate } = testGate(1);
  const held = await gate.acquire();
  const order: number[] = [];
  const waiting = [1, 2, 3].map(async (name) => {
    const permit = await gate.acquire();
    order.push(name);
    permit.release();
  });
  held.release();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

test("a permit that is given back twice counts once", async () => {
  const { gate } = testGate(1);
  const permit = await gate.acquire();
  permit.release();
  permit.release();
  expect(gate.inUse).toBe(0);
});

test("a caller is refused with STORE_BUSY when its deadline passes, not before", async () => {
  const { clock, gate } = testGate(1);
  await gate.acquire();
  const waiting = gate.acquire().catch((error: unknown) => error);
  await clock.advance(9_999);
  expect(gate.waiting).toBe(1);
  await clock.advance(1);
  expect(await waiting).toMatchObject({ code: "STORE_BUSY", status: 503, retryAfterMs: 1000 });
});

test("a caller that gave up takes no permit from those behind it", async () => {
  const { clock, gate } = testGate(1);
  const held = await gate.acquire();
  const first = gate.acquire().catch(() => "refused");
  await clock.advance(6_000);
  const second = gate.acquire();
  await clock.advance(4_000);
  expect(await first).toBe("refused");
  held.release();
  await second;
  expect([gate.inUse, gate.waiting, clock.pending()]).toEqual([1, 0, 0]);
});

test("a caller beyond the bound on waiting is refused at once", async () => {
  const { gate, refused } = testGate(1, 2);
  await gate.acquire();
  void gate.acquire();
  void gate.acquire();
  await expect(gate.acquire()).rejects.toMatchObject({ code: "STORE_BUSY" });
  expect(refused).toEqual([{ waiting: 2, waitedMs: 0, reason: "queue" }]);
});
