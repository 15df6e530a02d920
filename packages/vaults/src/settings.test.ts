import { ConfigError, defineEnv, parseEnv, sharedVariables } from "@homeport/platform";
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
      ...{
        maxProposals: 20,
        freshnessMs: 300_000,
        sweepMs: 1_000,
        leaseTtlMs: 15_000,
        leaseRenewMs: 5_000,
      },
      ...{ timings: defaultCheckTimings, chains: [] },
    });
  });

  test("take chains, with what is not told as it is meant", () => {
    const chains = {
      1: { rpcUrls: ["https://one.example.org/key"] },
      31337: {
        ...{ rpcUrls: ["http://127.0.0.1:8545", "http://127.0.0.1:8546"], quorum: 2 },
        ...{ registries: [`0x${"AB".repeat(20)}`], finality: "latest" },
      },
    };
    expect(read({ HOMEPORT_VAULT_CHAINS: JSON.stringify(chains) }).chains).toEqual([
      {
        ...{ chainId: 1, rpcUrls: ["https://one.example.org/key"], quorum: 1 },
        ...{ registries: null, finality: null },
      },
      {
        ...{ chainId: 31_337, rpcUrls: chains[31337].rpcUrls, quorum: 2 },
        ...{ registries: [`0x${"ab".repeat(20)}`], finality: { confirmations: 0 } },
      },
    ]);
  });

  const endpoint = '"rpcUrls":["https://one.example.org/a-key"]';
  test.each([
    "x",
    "[]",
    '{"1":{}}',
    '{"1":{"rpcUrls":[]}}',
    '{"1":{"rpcUrls":["ftp://one.example.org/a-key"]}}',
    '{"1":{"rpcUrls":["https://one.example.org/a-key","https://one.example.org/a-key"]}}',
    `{"one":{${endpoint}}}`,
    `{"1":{${endpoint},"quorum":2}}`,
    `{"1":{${endpoint},"registries":["0x12"]}}`,
    `{"1":{${endpoint},"finality":{"confirmations":-1}}}`,
    `{"1":{${endpoint},"other":1}}`,
  ])("refuse chains that are %j, and quote nothing of them", (text) => {
    const refused = (): unknown => {
      try {
        return read({ HOMEPORT_VAULT_CHAINS: text });
      } catch (error) {
        return error;
      }
    };
    const error = refused();
    expect(error).toBeInstanceOf(ConfigError);
    const { lines } = error as ConfigError;
    expect(lines).toMatchObject([expect.stringContaining("HOMEPORT_VAULT_CHAINS: is not JSON")]);
    expect(lines.join()).not.toContain("a-key");
  });

  test("take other times for tests", () => {
    const given = '{"checkMs":500,"leaseTtlMs":900,"leaseRenewMs":200,"sweepMs":100}';
    expect(read({ HOMEPORT_VAULT_TIMINGS: given })).toMatchObject({
      ...{ leaseTtlMs: 900, leaseRenewMs: 200, sweepMs: 100 },
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
