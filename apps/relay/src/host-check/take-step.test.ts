import { createVirtualClock } from "@homeport/platform";
import { expect, test } from "vitest";
import { RelayError } from "../errors.ts";
import { takeStep } from "./take-step.ts";

function stepDeps() {
  const clock = createVirtualClock();
  const faults: unknown[] = [];
  const readOffline = async () => ({ reason: "SILENT", lastSeenAt: null }) as const;
  return { clock, faults, readOffline, onFault: (error: unknown) => void faults.push(error) };
}

test("a step that does not end in time fails with STEP_TIMEOUT, and its attempt is told", async () => {
  const deps = stepDeps();
  let told: unknown = null;
  const taken = takeStep(deps, "echo", 5_000, (signal) => {
    signal.addEventListener("abort", () => {
      told = signal.reason;
    });
    return new Promise<never>(() => {});
  });
  await deps.clock.advance(5_000);
  const { report, value } = await taken;
  expect(report).toMatchObject({ step: "echo", result: "failed", ms: 5_000, code: "STEP_TIMEOUT" });
  expect(report.remedy).toContain("homeport status");
  expect([value, told]).toEqual([null, expect.any(RelayError)]);
});

test("a host that is offline fails with its reason and the next step of that", async () => {
  const { report } = await takeStep(stepDeps(), "tunnel", 1_000, async () => {
    throw new RelayError("HOST_OFFLINE");
  });
  expect(report).toMatchObject({ code: "HOST_OFFLINE", reason: "SILENT" });
  expect(report.remedy).toBe("Wake the machine, or check its network.");
});

test("a fault of the relay's own is told to its log and to nobody else", async () => {
  const deps = stepDeps();
  const { report } = await takeStep(deps, "directory", 1_000, async () => {
    throw new Error("secret detail");
  });
  expect(report.code).toBe("INTERNAL");
  expect(JSON.stringify(report)).not.toContain("secret detail");
  expect(deps.faults).toHaveLength(1);
});
