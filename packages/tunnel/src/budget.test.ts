import { expect, it } from "vitest";
import { type Budget, createBudget } from "./budget.ts";
import { converse, someBytes } from "./testing/client.ts";
import { openTunnel } from "./testing/tunnel.ts";

const bodyBytes = 100_000;

/** A budget, and how much it was told of. */
function counted(): { budget: Budget; passedBytes: () => number } {
  let sum = 0;
  const budget = createBudget(64 * 1024 * 1024, (byteCount) => {
    sum += byteCount;
  });
  return { budget, passedBytes: () => sum };
}

it("a budget is told of all that comes out of its carriers and goes into them", async () => {
  const relay = counted();
  const agent = counted();
  const budgets = { relay: relay.budget, agent: agent.budget };
  const tunnel = await openTunnel("memory", { budgets });
  const talk = converse(tunnel.relay.mux);
  talk.stream.write(someBytes(bodyBytes));
  talk.stream.end();
  await expect.poll(() => talk.end?.kind).toBe("ended");
  // There and back, each with its frames around it.
  for (const end of [relay, agent]) {
    expect(end.passedBytes()).toBeGreaterThan(2 * bodyBytes);
    expect(end.passedBytes()).toBeLessThan(2.1 * bodyBytes);
  }
  await tunnel.dispose();
});
