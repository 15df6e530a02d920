import { expect, test } from "vitest";
import { planRelays, planWeb, planWorkers, type RunSettings } from "./app-plan.ts";
import { foldersUnder } from "./folders.ts";
import { portsFrom } from "./ports.ts";

const settings: RunSettings = {
  folders: foldersUnder("/checkout"),
  ports: portsFrom(undefined),
  options: {
    ...{ web: 1, worker: 1, relay: 1, front: "own" },
    ...{ dev: false, fresh: false, yes: false, demo: false },
  },
  env: {},
};

test("what receives or carries many bytes may ask for collections, and what carries or waits has little young space", () => {
  const argsOf = (plans: ReturnType<typeof planWeb>) => plans.flatMap(({ nodeArgs }) => nodeArgs);
  expect(argsOf(planWeb(settings))).toEqual(["--expose-gc"]);
  expect(argsOf(planRelays(settings))).toContain("--expose-gc");
  expect(argsOf(planRelays(settings)).join(" ")).toContain("--max-semi-space-size");
  expect(argsOf(planWorkers(settings))).toEqual(["--max-semi-space-size=16"]);
});
