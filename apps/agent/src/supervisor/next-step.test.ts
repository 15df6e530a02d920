import { closeCodes } from "@homeport/tunnel";
import { describe, expect, it } from "vitest";
import { type Ending, nextStep } from "./next-step.ts";

const lost: Ending = { code: closeCodes.SILENT, reason: "silent for 15 s", wasLive: true };
const facts = { failures: 1, siblingIsLive: false, random: 0.5 };

describe("what follows the end of a tunnel", () => {
  it("dials at once when the relay drains, however often it failed before", () => {
    const drained = { ...lost, code: closeCodes.SERVER_DRAIN };
    expect(nextStep(drained, { ...facts, failures: 9 })).toEqual({ state: "waiting", delayMs: 0 });
  });

  it("never redials at once for any other reason", () => {
    for (const code of [...Object.values(closeCodes), null]) {
      if (code === closeCodes.SERVER_DRAIN) continue;
      const step = nextStep({ ...lost, code }, { ...facts, failures: 2, random: 0.01 });
      expect(step.delayMs, `code ${code}`).toBeGreaterThan(0);
    }
  });

  it.each(["CREDENTIAL", "REVOKED", "VERSION"] as const)(
    "asks again after five minutes when the relay says %s",
    (name) => {
      const step = nextStep({ ...lost, code: closeCodes[name] }, facts);
      expect(step).toEqual({ state: "refused", delayMs: 300_000 });
    },
  );

  it("waits a minute when a newer agent holds the key", () => {
    const step = nextStep({ ...lost, code: closeCodes.REPLACED }, facts);
    expect(step).toEqual({ state: "replaced", delayMs: 60_000 });
  });

  it("keeps at least the wait that a full relay names, and not the same as all others", () => {
    const full = { ...lost, code: closeCodes.OVERLOADED, wasLive: false, graceMs: 10_000 };
    expect(nextStep(full, { ...facts, random: 0 }).delayMs).toBe(10_000);
    expect(nextStep(full, { ...facts, random: 0.5 }).delayMs).toBe(12_500);
  });

  it("dials within 200 ms after a loss, and within 1 s while the other tunnel lives", () => {
    expect(nextStep(lost, { ...facts, random: 0.999 }).delayMs).toBeLessThan(200);
    const beside = nextStep(lost, { ...facts, siblingIsLive: true, random: 0.999 });
    expect(beside.delayMs).toBeGreaterThan(200);
    expect(beside.delayMs).toBeLessThan(1_000);
  });

  it("doubles the wait up to 5 s, each between a half and the whole of it", () => {
    const failed: Ending = { code: null, reason: "refused", wasLive: false };
    const waits = (random: number) =>
      [1, 2, 3, 4, 5, 6, 60].map(
        (failures) => nextStep(failed, { ...facts, failures, random }).delayMs,
      );
    expect(waits(1)).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    expect(waits(0)).toEqual([250, 500, 1_000, 2_000, 2_500, 2_500, 2_500]);
  });
});
