import { expect, test } from "vitest";
import { readEnv } from "./env.ts";

const stores = {
  DATABASE_URL: "postgres://localhost/homeport",
  REDIS_URL: "redis://localhost",
};

test("wallets may sign for Ethereum alone unless other chains are named", () => {
  expect(readEnv(stores).walletChains).toEqual([1]);
  const named = readEnv({ ...stores, HOMEPORT_SIWE_CHAINS: "1,10,8453" });
  expect(named.walletChains).toEqual([1, 10, 8453]);
});

test.each(["one", "1,", "0", "1 10", "-1"])("%j is no list of chains", (text) => {
  expect(() => readEnv({ ...stores, HOMEPORT_SIWE_CHAINS: text })).toThrow("HOMEPORT_SIWE_CHAINS");
});

test("operators are named by their addresses in any case, and the first person counts outside of production", () => {
  expect(readEnv(stores).operators).toEqual({ emails: new Set(), firstPerson: true });
  const { operators } = readEnv({
    ...stores,
    HOMEPORT_OPERATORS: "Ada@Example.org, b@example.org",
  });
  expect([...operators.emails]).toEqual(["ada@example.org", "b@example.org"]);
  const prod = {
    ...stores,
    ...{ HOMEPORT_STAGE: "prod", HOMEPORT_SECRET: "0123456789abcdef0123456789abcdef" },
    HOMEPORT_STORAGE: "s3://homeport",
  };
  expect(readEnv(prod).operators).toEqual({ emails: new Set(), firstPerson: false });
});

test.each(["ada", "ada@example.org,", "ada@example.org;b@example.org"])(
  "%j is no list of operators",
  (text) => {
    expect(() => readEnv({ ...stores, HOMEPORT_OPERATORS: text })).toThrow("HOMEPORT_OPERATORS");
  },
);

test("Redis is asked for rates of the whole fleet unless that is switched off", () => {
  expect(readEnv(stores).rateFleet).toBe("on");
  expect(readEnv({ ...stores, HOMEPORT_RATE_FLEET: "off" }).rateFleet).toBe("off");
  expect(() => readEnv({ ...stores, HOMEPORT_RATE_FLEET: "no" })).toThrow("HOMEPORT_RATE_FLEET");
});

test("further authorities of vaults are hosts in lower case, each with or without a port", () => {
  const HOMEPORT_VAULT_AUTHORITIES = "vaults.example.org, vaults.example.org:8443";
  expect(readEnv({ ...stores, HOMEPORT_VAULT_AUTHORITIES }).vaultAuthorities).toEqual([
    "vaults.example.org",
    "vaults.example.org:8443",
  ]);
  expect(readEnv(stores).vaultAuthorities).toEqual([]);
  for (const text of ["Vaults.example.org", "https://vaults.example.org", "a:0"]) {
    expect(() => readEnv({ ...stores, HOMEPORT_VAULT_AUTHORITIES: text })).toThrow(
      "HOMEPORT_VAULT_AUTHORITIES",
    );
  }
});

test("a reload secret is long, and an earlier one counts beside it alone", () => {
  const [now, before] = ["n".repeat(32), "b".repeat(32)];
  expect(readEnv(stores).reloadSecrets).toBeNull();
  const both = { HOMEPORT_RELOAD_SECRET: now, HOMEPORT_RELOAD_SECRET_PREVIOUS: before };
  expect(readEnv({ ...stores, ...both }).reloadSecrets).toEqual({ current: now, previous: before });
  expect(() => readEnv({ ...stores, HOMEPORT_RELOAD_SECRET: "x".repeat(31) })).toThrow(
    "HOMEPORT_RELOAD_SECRET",
  );
  expect(() => readEnv({ ...stores, HOMEPORT_RELOAD_SECRET_PREVIOUS: before })).toThrow(
    "HOMEPORT_RELOAD_SECRET_PREVIOUS",
  );
});
