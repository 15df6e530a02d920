import { createInterface } from "node:readline";
import { systemClock, systemRandom } from "@homeport/platform";
import { createManagedApps } from "../src/apps/create-managed-apps.ts";
import { testLimits } from "./test-limits.ts";

/** The part of an agent that runs apps, in a process of its own, which dies at the step that it is told. */
const [appsFolder = "", path = "", dieAt = ""] = process.argv.slice(2);

const line = {
  tell(message: object) {
    process.stdout.write(`${JSON.stringify(message)}\n`);
    return true;
  },
};
const apps = createManagedApps({
  ...{ appsFolder, clock: systemClock, random: systemRandom, limits: testLimits },
  surroundings: { forApps: { PATH: path }, forDocker: { PATH: path } },
  isInUse: () => false,
  lines: () => [line],
  onStep(step) {
    if (step === dieAt) process.kill(process.pid, "SIGKILL");
  },
  onState: () => undefined,
  onSetAside: () => undefined,
});
await apps.hold();
for await (const text of createInterface({ input: process.stdin }))
  apps.take(JSON.parse(text), line);
await apps.release();
