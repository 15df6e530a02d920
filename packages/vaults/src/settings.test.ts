import { defineEnv, parseEnv, sharedVariables } from "@homeport/platform";
import { describe, expect, test } from "vitest";
import { defaultCheckTimings } from "./core/index.ts";
import { checkVaultTimings, readVaultSettings, vaultVariables } from "./settings.ts";

const spec = defineEnv({ ...sharedVariables, ...vaultVariables }, [checkVaultTimings]);
const read = (source: Record<string, string>) =>
  readVaultSettings(parseEnv(spec, { HOMEPORT_STAGE: "test", ...source }));

describe("the settings of vaults", () => {
  test("are those of the promises unless told", () => {
    expect(read({})).toEqual({
      ...{ stateMaxBytes: 262_144, retainedMs: 86_400_000, eventsKeptMs: 2_592_000_000 },
      ...{ maxProposals: 20, freshnessMs: 300_000, sweepMs: 1_000, leaseTtlMs: 15_000 },
      timings: defaultCheckTimings,
    });
  });

  test("take other times for tests", () => {
    const given = '{"checkMs":500,"leaseTtlMs":900,"sweepMs":100}';
    expect(read({ HOMEPORT_VAULT_TIMINGS: given })).toMatchObject({
      ...{ leaseTtlMs: 900, sweepMs: 100 },
      timings: { ...defaultCheckTimings, checkMs: 500 },
    });
  });

  test.each(["x", "[]", '{"checkMs":0}', '{"other":1}', '{"checkMs":1.5}'])(
    "refuse times that are %j",
    (text) => {
      expect(() => read({ HOMEPORT_VAULT_TIMINGS: text })).toThrow(/HOMEPORT_VAULT_TIMINGS/);
    },
  );

  test("refuse other times than their own in prod", () => {
    const problems = [...checkVaultTimings({ HOMEPORT_STAGE: "prod", HOMEPORT_VAULT_TIMINGS: {} })];
    expect(problems).toMatchObject([{ name: "HOMEPORT_VAULT_TIMINGS" }]);
    expect([...checkVaultTimings({ HOMEPORT_STAGE: "prod" })]).toEqual([]);
  });
});
