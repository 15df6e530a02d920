import { expect, test } from "@playwright/test";
import { createTestHost, readRun } from "./homeport.ts";
import { visit } from "./visitor.ts";

const backWithinMs = 5_000;

test("a killed relay comes back, and the agent is live again within five seconds of that", async () => {
  const relay = readRun().processes.find(({ app }) => app === "relay");
  const demoHost = createTestHost(readRun().demo.agentHome);
  process.kill(relay?.pid ?? 0, "SIGKILL");
  await expect.poll(() => isReady()).toBe(false);
  await expect.poll(() => isReady(), { timeout: 30_000 }).toBe(true);
  const states = async () => (await demoHost.run("status")) as { slots: { state: string }[] };
  await expect
    .poll(async () => (await states()).slots.map(({ state }) => state), { timeout: backWithinMs })
    .toContain("live");
  // Not signed in, so the gate answers; an offline host would be 503.
  const { host } = new URL(readRun().demo.appUrl);
  await expect.poll(async () => (await visit(host)).status).toBe(401);
});

async function isReady(): Promise<boolean> {
  const [ops = ""] = readRun().opsUrls.relay;
  try {
    return (await fetch(`${ops}/readyz`)).ok;
  } catch {
    return false;
  }
}
